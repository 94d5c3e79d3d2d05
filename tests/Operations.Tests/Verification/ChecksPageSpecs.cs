using DataSpec.Operations.Verification;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

public class ChecksPageSpecs
{
    [Fact]
    public void The_page_is_what_the_catalogue_says()
    {
        var page = Path.Combine(Repository.Directory, "docs", "checks.md");
        if (Environment.GetEnvironmentVariable("DATASPEC_WRITE_PAGES") == "1")
            File.WriteAllText(page, ChecksPage.Render());

        File.ReadAllText(page).ShouldBe(ChecksPage.Render(), "write it anew: see its introduction");
    }

    [Fact]
    public void Each_id_stands_once_and_says_what_is_looked_at_and_what_must_hold()
    {
        CheckCatalogue.Descriptions.Select(check => check.Id).ShouldBeUnique();
        CheckCatalogue.Descriptions.ShouldAllBe(check => check.Id.Split('.').Length == 2 && check.What.Length > 10 && check.Remedy.Length > 5);
        CheckCatalogue.Descriptions.SelectMany(check => check.Needs).ShouldBeSubsetOf(CheckCatalogue.Descriptions.Select(check => check.Id));
    }
}
