using Microsoft.Playwright;

namespace DataSpec.EndToEnd.Verification;

/// <summary>The page about a stack in a browser, on a phone and on a desk.</summary>
public sealed class ReportSpecs(Sandbox sandbox)
{
    [Theory]
    [InlineData(390)]
    [InlineData(1200)]
    public async Task The_page_overflows_nowhere_and_asks_for_nothing(int width)
    {
        var stack = await sandbox.HealthyStack();
        await using var browser = await DashboardBrowser.Open();
        var page = stack.PathOf("report.html");
        await stack.Run(0, "Report", "--out", page, "--level", "1");
        var asked = new List<string>();
        browser.Page.Request += (_, request) => asked.Add(request.Url);
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await browser.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await browser.Page.SetViewportSizeAsync(width, 900);
            await browser.Page.GotoAsync(new Uri(page).AbsoluteUri);

            (await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
            (await browser.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('pre')).map(e => e.outerHTML.slice(0, 80))")).ShouldBeEmpty();
            await browser.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(SourceTree.Root, ".nuke", "temp", "screenshots", $"report-{width}-{scheme}.png"), FullPage = true });
        }

        asked.Distinct(StringComparer.Ordinal).ShouldBe([new Uri(page).AbsoluteUri]);
        browser.Errors.ShouldBeEmpty();
        (await browser.Page.InnerTextAsync("body")).ShouldContain("airflow-scheduler");
    }
}
