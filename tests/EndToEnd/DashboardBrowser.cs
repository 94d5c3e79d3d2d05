using System.Diagnostics;
using Microsoft.Playwright;

namespace DataSpec.EndToEnd;

/// <summary>A dashboard as a person sees it: the distribution's Chromium without a window, driven by Playwright.</summary>
sealed class DashboardBrowser : IAsyncDisposable
{
    const string Program = "/usr/bin/chromium";

    readonly IPlaywright _playwright;
    readonly IBrowser _browser;

    DashboardBrowser(IPlaywright playwright, IBrowser browser, IPage page) => (_playwright, _browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    public List<string> Errors { get; } = [];

    /// <summary>Installs Chromium where it is missing and this may be done; skips the test where it may not.</summary>
    public static async Task<DashboardBrowser> Open()
    {
        if (!File.Exists(Program) && !await Installed())
            Assert.Skip($"{Program} is missing and cannot be installed here");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 1500 } });
        var opened = new DashboardBrowser(playwright, browser, page);
        page.PageError += (_, error) => opened.Errors.Add(error);
        return opened;
    }

    public async Task LogIn(Uri superset, string user, string password)
    {
        await Page.GotoAsync(new Uri(superset, "login/").ToString());
        await Page.FillAsync("input[name=username], #username", user);
        await Page.FillAsync("input[name=password], #password", password);
        await Page.PressAsync("input[name=password], #password", "Enter");
        await Page.WaitForURLAsync(url => !url.Contains("/login", StringComparison.Ordinal), new PageWaitForURLOptions { Timeout = 60_000 });
    }

    /// <summary>From asking for the page to the last chart drawn.</summary>
    public async Task<TimeSpan> View(Uri dashboard, int charts)
    {
        var watch = Stopwatch.StartNew();
        await Page.GotoAsync(dashboard.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit, Timeout = 60_000 });
        await Page.WaitForFunctionAsync(
            """
            wanted => document.querySelectorAll('.dashboard-component-chart-holder').length === wanted
                && document.querySelectorAll('.dashboard-component-chart-holder .slice_container').length === wanted
                && !document.querySelector('.dashboard-component-chart-holder .loading, [data-test="loading-indicator"]')
                && [...document.querySelectorAll('.slice_container')].every(chart => chart.querySelector('canvas, table, .header-line, svg'))
            """,
            charts,
            new PageWaitForFunctionOptions { Timeout = 120_000, PollingInterval = 50 });
        return watch.Elapsed;
    }

    /// <summary>What the charts say instead of showing data.</summary>
    public async Task<IReadOnlyList<string>> Complaints() =>
        await Page.Locator(".dashboard-component-chart-holder .ant-alert-error, .dashboard-component-chart-holder .ant-empty, [data-test=error-message]").AllInnerTextsAsync();

    public async Task Picture(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Bars and lines grow for a second after they were drawn first.
        await Page.WaitForTimeoutAsync(3000);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, Animations = ScreenshotAnimations.Disabled });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    static async Task<bool> Installed()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName is not "root" || !File.Exists("/usr/bin/apt-get"))
            return false;
        const string script = "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core";
        using var install = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(install.StandardOutput.ReadToEndAsync(), install.StandardError.ReadToEndAsync(), install.WaitForExitAsync());
        return install.ExitCode == 0 && File.Exists(Program);
    }
}
