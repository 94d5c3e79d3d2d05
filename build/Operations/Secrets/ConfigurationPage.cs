using System.Text;

namespace DataSpec.Operations.Secrets;

/// <summary>Writes <c>docs/configuration.md</c> from the catalogue, so that the two cannot differ.</summary>
public static class ConfigurationPage
{
    const string Introduction = """
        # Configuration

        `./build.sh Setup` writes `.env` in the root of the checkout. It adds keys that are missing and generates the secrets; it never changes
        what stands there, keeps keys that it does not know, and respects an `.env` made by hand. Plain `docker compose` reads the same file.

        - A variable of the same name in the environment wins over `.env`, as with compose; `Setup` names each such variable.
        - Values may stand bare or in quotes. A `$` is refused unless the value is in single quotes: compose would expand it.
        - Secrets hold only letters, digits, `_` and `-`: other characters break connection addresses, `pgpass` or compose itself.
        - After a change: `./build.sh Up`. It checks every value first and names all that are wrong together.
        - A value of a key marked *data* lives in the data too: `./build.sh RotateSecrets` changes a secret in both places, an editor only here.
        - `data/credentials.txt` (mode 0600) shows the addresses, users and passwords in force.

        This page is generated from the catalogue in `build/Operations/Secrets/EnvKeys.cs`. To write it anew:
        `DATASPEC_WRITE_PAGES=1 dotnet run --project tests/Operations.Tests -- -class '*ConfigurationPageSpecs'`.

        """;

    public static string Render()
    {
        var page = new StringBuilder(Introduction);
        foreach (var group in EnvKeys.All.GroupBy(key => key.Group, StringComparer.Ordinal))
        {
            page.Append('\n').Append("## ").Append(group.Key).Append("\n\n");
            page.Append("| key | meaning | default | read by |\n|---|---|---|---|\n");
            foreach (var key in group)
                page.Append("| `").Append(key.Name).Append("` | ").Append(Meaning(key)).Append(" | ").Append(Default(key)).Append(" | ").Append(key.ReadBy).Append(" |\n");
        }

        return page.ToString();
    }

    static string Meaning(EnvKey key) => key.LivesIn is not null ? $"{key.Meaning} *(data)*" : key.Meaning;

    static string Default(EnvKey key) => key.IsSecret ? "generated" : key.Default.Length == 0 ? "empty" : $"`{key.Default}`";
}
