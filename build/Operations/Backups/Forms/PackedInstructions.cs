using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>The page beside an archive: how to get the plain backup out of it, which has a page of its own.</summary>
static class PackedInstructions
{
    public static string Of(BackupManifest manifest, string pack, ImmutableArray<string> recipients)
    {
        var decrypt = recipients.IsEmpty ? "" : " | age --decrypt --identity \"$KEY\"";
        var unpack = pack.Contains(BackupLayout.ZstdSuffix, StringComparison.Ordinal) ? " | zstd -dc" : "";
        var key = recipients.IsEmpty ? "" : $"\nKEY=\"/path/to/key.txt\"            # the identity of {string.Join(" or ", recipients)}";
        var programs = recipients.IsEmpty ? "" : ", `age` (`apt-get install age`)";
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Restore backup {manifest.Id} without the build tool

            Stack `{manifest.Project}`, Postgres {manifest.Postgres.Major}.{manifest.Postgres.VersionNumber % 10000}, as of {manifest.Consistency.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. The backup is one archive: unpack it
            first, on a Linux file system with {ProgressText.Size(manifest.Bytes())} free. You need GNU tar, `zstd`{programs} and root.

            ```sh
            BACKUP="/path/to/{manifest.Id}"   # this directory
            PLAIN="/path/to/unpacked"         # where the plain backup shall be{key}
            cd "$BACKUP"
            python3 -c 'import json; [print(f["sha256"] + "  " + f["path"]) for f in json.load(open("MANIFEST.json"))["files"]]' | sha256sum --quiet -c - && echo whole
            mkdir -p "$PLAIN" && chmod 700 "$PLAIN"
            cat {pack}*{decrypt}{unpack} | sudo tar --numeric-owner -xpf - -C "$PLAIN"
            ```

            Then go on with `$PLAIN/{manifest.Id}/RESTORE.md`.

            """);
    }
}
