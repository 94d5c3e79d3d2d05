using DataSpec.Operations.Secrets;
using DataSpec.Operations.Upgrades.Files;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

public class ConfigurationPageSpecs
{
    [Fact]
    public void The_page_is_what_the_catalogue_says()
    {
        var page = Path.Combine(Repository.Directory, "docs", "configuration.md");
        if (Environment.GetEnvironmentVariable("DATASPEC_WRITE_PAGES") == "1")
            File.WriteAllText(page, ConfigurationPage.Render());

        File.ReadAllText(page).ShouldBe(ConfigurationPage.Render(), "write it anew: see the end of its introduction");
    }

    [Fact]
    public void The_list_for_upgrades_is_what_the_catalogue_says()
    {
        var list = EnvKeyList.PathIn(Repository.Directory);
        if (Environment.GetEnvironmentVariable("DATASPEC_WRITE_PAGES") == "1")
            File.WriteAllText(list, EnvKeyList.OfThis.ToText());

        File.ReadAllText(list).ShouldBe(EnvKeyList.OfThis.ToText(), "write it anew as docs/configuration.md");
    }

    [Fact]
    public void Every_key_is_on_the_page_and_no_secret_has_a_default()
    {
        var page = ConfigurationPage.Render();

        EnvKeys.All.ShouldAllBe(key => page.Contains($"| `{key.Name}` |"));
        EnvKeys.All.Where(key => key.IsSecret).ShouldAllBe(key => key.Default.Length == 0);
    }
}
