using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

public class ConfigurationPageSpecs
{
    [Fact]
    public void The_page_is_what_the_catalogue_says()
    {
        var page = Path.Combine(Repository(), "docs", "configuration.md");
        if (Environment.GetEnvironmentVariable("DATASPEC_WRITE_PAGES") == "1")
            File.WriteAllText(page, ConfigurationPage.Render());

        File.ReadAllText(page).ShouldBe(ConfigurationPage.Render(), "write it anew: see the end of its introduction");
    }

    [Fact]
    public void Every_key_is_on_the_page_and_no_secret_has_a_default()
    {
        var page = ConfigurationPage.Render();

        EnvKeys.All.ShouldAllBe(key => page.Contains($"| `{key.Name}` |"));
        EnvKeys.All.Where(key => key.IsSecret).ShouldAllBe(key => key.Default.Length == 0);
    }

    static string Repository()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "DataSpec.slnx")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
        return directory;
    }
}
