using System.Globalization;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups;

/// <summary>The page in each backup that says how to restore this very one with nothing but docker.</summary>
static class RestoreInstructions
{
    public static string Of(BackupManifest manifest)
    {
        var postgres = manifest.Postgres;
        var version = string.Create(CultureInfo.InvariantCulture, $"{postgres.Major}.{postgres.VersionNumber % 10000}");
        var archives = string.Join('\n', manifest.Archives.Select(archive => $"sudo tar --numeric-owner --xattrs --acls -xpf \"$BACKUP/{archive.Archive}\" -C \"$NEW\""));
        var data = $"$NEW/data/postgres/{postgres.DataDirectory}";
        var copy = manifest.Parent is { } parent ? Combine([.. parent.Chain, manifest.Id], postgres) : $"cp -a \"$BACKUP/base\" \"{data}\"";
        var chain = manifest.Parent is null ? "" : $"""


            It continues the backups `{string.Join("`, `", manifest.Parent.Chain)}`, which must lie beside it: do step 1 in the directory of each.
            """;
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Restore backup {manifest.Id} without the build tool

            Stack `{manifest.Project}`, Postgres {version}, as of {manifest.Consistency.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; the database takes {ProgressText.Size(postgres.LiveBytes)}.
            You need Docker with the images named in `MANIFEST.json` (Postgres: `{postgres.Image}`), root, and a new, empty directory.
            `config/.env` holds every password of the stack: keep this directory private.{chain}

            ```sh
            BACKUP="/path/to/{manifest.Id}"   # this directory
            NEW="/path/to/new/dataspec"       # does not exist yet
            ```

            ## 1. Is the backup as it was written?

            ```sh
            cd "$BACKUP"
            python3 -c 'import json; [print(f["sha256"] + "  " + f["path"]) for f in json.load(open("MANIFEST.json"))["files"]]' | sha256sum --quiet -c - && echo whole
            docker run --rm --network none --user 0:0 -v "$BACKUP:/backup:ro" --entrypoint pg_verifybackup {postgres.Image} /backup/base
            ```

            ## 2. Copy it to its new place

            ```sh
            mkdir -p "$NEW" && cp -a "$BACKUP/config/." "$NEW/"
            mkdir -p "$NEW/data/postgres/{Path.GetDirectoryName(postgres.DataDirectory)}"
            {copy}
            sudo chown -R 999:999 "$NEW/data/postgres" && sudo find "$NEW/data/postgres/{postgres.DataDirectory}" -type d -exec chmod 700 {"{}"} + -o -type f -exec chmod 600 {"{}"} +
            {archives}
            ```

            Never delete `backup_label` in it: without it Postgres starts from the wrong place and loses data silently.

            ## 3. Start

            Change names and ports in `$NEW/.env` if the old stack still runs on this machine (`COMPOSE_PROJECT_NAME`, `*_PORT`). The
            first start replays the log; then:

            ```sh
            cd "$NEW" && docker compose up -d --wait --wait-timeout 1800 postgres
            docker compose exec postgres psql -U {postgres.Superuser} -d {postgres.Database} -c 'select pg_is_in_recovery(), system_identifier from pg_control_system()'
            ```

            must print `f` and `{postgres.SystemIdentifier}`. Then `docker compose up -d` for everything else.

            """);
    }

    /// <summary>Postgres's own tool puts the blocks of the chain together.</summary>
    static string Combine(IReadOnlyList<string> chain, PostgresFacts postgres) =>
        $"docker run --rm --network none --user 0:0 -v \"$BACKUP/..:/chain:ro\" -v \"$NEW/data/postgres/{Path.GetDirectoryName(postgres.DataDirectory)}:/out\" --entrypoint pg_combinebackup "
        + $"{postgres.Image} -o /out/{Path.GetFileName(postgres.DataDirectory)} {string.Join(' ', chain.Select(id => $"/chain/{id}/base"))}";
}
