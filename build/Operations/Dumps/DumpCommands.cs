using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Dumps;

/// <summary>Postgres's own tools on one dump's directory: in containers of the server's image, writing straight into the target.</summary>
/// <param name="user">Who the files belong to, <c>uid:gid</c>.</param>
sealed class DumpCommands(BackupSidecars sidecars, BackupSource source, string id, string directory, string user)
{
    const string InContainer = "/dump";

    /// <summary>As many as this jobs write or read a directory at once.</summary>
    static readonly string Jobs = Math.Clamp(Environment.ProcessorCount, 1, 4).ToString(CultureInfo.InvariantCulture);

    static readonly string[] Zstd = ["--compress=zstd:1"];

    /// <summary>Name of a database's file or directory.</summary>
    public static string FileOf(string database, DumpFormat format) => format switch
    {
        DumpFormat.Custom => $"{Plain(database)}.dump",
        DumpFormat.Directory => $"{Plain(database)}.dir",
        _ => $"{Plain(database)}.sql",
    };

    /// <summary>Writes a database as an exported snapshot sees it.</summary>
    /// <param name="inParallel">Several tables of a directory at once: gives up where somebody waits to empty one.</param>
    /// <exception cref="TablesChangedException">Another attempt may succeed.</exception>
    public Task DumpAsync(string database, string snapshot, DumpFormat format, bool inParallel, CancellationToken ct) => RequireAsync(
        OnNetwork(
            $"dump-{Plain(database)}",
            "pg_dump",
            [
                "--no-password", "--lock-wait-timeout=5min", $"--snapshot={snapshot}", $"--format={format.ToString().ToLowerInvariant()}", $"--file={InContainer}/{FileOf(database, format)}",
                .. format is DumpFormat.Plain ? [] : Zstd, .. format is DumpFormat.Directory && inParallel ? (string[])["--jobs", Jobs] : [], Into(database),
            ]),
        $"dumping '{database}'", ct);

    /// <summary>Roles with their passwords' hashes, and settings of databases.</summary>
    public Task DumpGlobalsAsync(CancellationToken ct) =>
        RequireAsync(OnNetwork("globals", "pg_dumpall", ["--no-password", "--globals-only", $"--file={InContainer}/{DumpManifest.Globals}"]), "dumping the roles", ct);

    /// <summary>The table of contents that <c>pg_restore</c> reads; what is wrong with it instead where it cannot.</summary>
    public async Task<(ImmutableArray<string> Entries, string? Problem)> ListAsync(DumpedDatabase database, CancellationToken ct)
    {
        var result = await sidecars.RunAsync(Offline("list", "pg_restore", ["--list", $"{InContainer}/{database.Path}"]), onLine: null, ct);
        return result.Succeeded
            ? ([.. result.Lines.Where(line => line.Stream is OutputSource.Out && line.Text is [not ';', ..]).Select(line => line.Text)], null)
            : ([], result.LastWords(4));
    }

    /// <summary>Reads a whole archive as a restore does.</summary>
    /// <returns>How many tables' rows came to their end, because zstd files that are cut are no error to <c>pg_restore</c>; and what is wrong, or null.</returns>
    public async Task<(long Ends, string? Problem)> ReadThroughAsync(DumpedDatabase database, CancellationToken ct)
    {
        // A row that is these two signs has them escaped.
        const string Script = @"{ pg_restore --data-only --file=- ""$1"" || echo 'it cannot be read' >&2; } | grep -c '^\\\.$'";
        var result = await sidecars.RunAsync(Offline("read", "sh", ["-c", Script, "sh", $"{InContainer}/{database.Path}"]), onLine: null, ct);
        var errors = result.Lines.Where(line => line.Stream is OutputSource.Error).Select(line => line.Text).ToArray();
        var ends = result.Lines.FirstOrDefault(line => line.Stream is OutputSource.Out).Text;
        return (long.TryParse(ends, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0, errors.Length > 0 ? string.Join("; ", errors.TakeLast(4)) : null);
    }

    /// <summary>Restores roles into the cluster behind a socket; what failed of it, but for the superuser, who is there already.</summary>
    public async Task<ImmutableArray<string>> RestoreGlobalsAsync(string socket, CancellationToken ct)
    {
        var result = await sidecars.RunAsync(OnSocket(socket, "globals", "psql", ["--no-psqlrc", "--quiet", $"--file={InContainer}/{DumpManifest.Globals}", "--dbname=template1"]), onLine: null, ct);
        var known = $"ERROR:  role {SqlIdentifier.Quote(source.User)} already exists";
        return [.. result.Lines.Select(line => line.Text).Where(text => (text.Contains("ERROR:", StringComparison.Ordinal) && !text.EndsWith(known, StringComparison.Ordinal)) || (!result.Succeeded && text.Length > 0))];
    }

    /// <summary>Restores a database into an empty one; what failed, or null.</summary>
    public async Task<string?> RestoreAsync(DumpedDatabase database, DumpFormat format, string socket, CancellationToken ct)
    {
        var file = $"{InContainer}/{database.Path}";
        var restore = format is DumpFormat.Plain
            ? OnSocket(socket, "restore", "psql", ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", $"--file={file}", Into(database.Database)])
            : OnSocket(socket, "restore", "pg_restore", ["--exit-on-error", "--jobs", Jobs, Into(database.Database), file]);
        var result = await sidecars.RunAsync(restore, onLine: null, ct);
        return result.Succeeded ? null : result.LastWords(4);
    }

    Sidecar Offline(string step, string program, ImmutableArray<string> arguments) =>
        new($"{id}-{step}", source.ImageId, program, arguments) { User = user, Mounts = [Sidecar.Bind(directory, InContainer, readOnly: true)] };

    Sidecar OnSocket(string socket, string step, string program, ImmutableArray<string> arguments) => Offline(step, program, arguments) with
    {
        Mounts = [Sidecar.Bind(directory, InContainer, readOnly: true), Sidecar.Bind(socket, "/proof")],
        Environment = ImmutableDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("PGHOST", "/proof"), KeyValuePair.Create("PGUSER", source.User)]),
    };

    Sidecar OnNetwork(string step, string program, ImmutableArray<string> arguments) => Offline(step, program, arguments) with
    {
        Network = $"container:{source.Container}",
        Mounts = [Sidecar.Bind(directory, InContainer)],
        Environment = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("PGHOST", "127.0.0.1"), KeyValuePair.Create("PGUSER", source.User), KeyValuePair.Create("PGPASSWORD", source.Password.Reveal()),
            KeyValuePair.Create("PGCONNECT_TIMEOUT", "10"), KeyValuePair.Create("PGAPPNAME", id),
        ]),
    };

    async Task RequireAsync(Sidecar sidecar, string doing, CancellationToken ct)
    {
        var result = await sidecars.RunAsync(sidecar, onLine: null, ct);
        if (result.Lines.Any(line => line.Text.Contains("could not obtain lock", StringComparison.Ordinal) || (line.Text.Contains("ERROR:", StringComparison.Ordinal) && line.Text.EndsWith("does not exist", StringComparison.Ordinal))))
            throw new TablesChangedException($"The dump failed while {doing}: {result.LastWords(4)}");
        if (!result.Succeeded)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The dump failed while {doing}: {result.LastWords(4)}")
            {
                LeftAsItWas = "The stack runs as before; what was written of this dump is deleted.",
                NextStep = result.LastWords(4).Contains("No space left on device", StringComparison.Ordinal) ? "Free room in the target (df -h), then ./build.sh Dump" : "./build.sh Logs --service postgres, then ./build.sh Dump",
            };
        }
    }

    /// <summary>As connection settings: a name with a '=' in it would be taken for such.</summary>
    static string Into(string database) =>
        $"--dbname=dbname='{database.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";

    /// <summary>Databases can have any name, files cannot.</summary>
    static string Plain(string database) => string.Concat(database.Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-' ? sign.ToString() : $".{(int)sign:x}"));
}

/// <summary>Somebody changed the tables themselves while they were dumped.</summary>
sealed class TablesChangedException(string message) : DataSpecException(ExitCode.FailedUnchanged, message);
