using System.Text;

namespace DataSpec.Operations.Verification;

/// <summary>Writes <c>docs/checks.md</c> from the catalogue, so that the two cannot differ.</summary>
static class ChecksPage
{
    const string Introduction = """
        # Checks of `Verify`

        What each check looks at, and what to do where it fails. How to run them: [verify.md](verify.md).
        This page is generated from the catalogue in `build/Operations/Verification/Checks`. To write it anew:
        `DATASPEC_WRITE_PAGES=1 dotnet run --project tests/Operations.Tests -- -class '*ChecksPageSpecs'`.

        """;

    static readonly string[] Levels = ["", "Level 1: containers and files", "Level 2: services as their users", "Level 3: data", "Only with `--deep`"];

    public static string Render()
    {
        var page = new StringBuilder(Introduction);
        foreach (var level in CheckCatalogue.Descriptions.GroupBy(check => check.Level).OrderBy(level => level.Key))
        {
            page.Append('\n').Append("## ").Append(Levels[level.Key]).Append("\n\n| check | what holds | where not |\n|---|---|---|\n");
            foreach (var check in level)
                page.Append("| `").Append(check.Id).Append("` | ").Append(check.What).Append(Profile(check)).Append(" | ").Append(check.Remedy.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        }

        return page.ToString();
    }

    static string Profile(CheckDescription check) => check.Profile is { } profile ? $" (profile `{profile}`)" : "";
}
