using System.Collections.Immutable;
using System.Diagnostics;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Dumps;

/// <summary>Restores a dump as a person would, into a Postgres that is thrown away, and compares rows and objects.</summary>
sealed class DumpRestore(BackupSidecars sidecars, BackupSource source, PostgresClient postgres, StackRoot root, DumpCommands commands, TimeProvider time)
{
    /// <returns>The proof, and what does not hold, a sentence each.</returns>
    public async Task<(DumpProof Proof, ImmutableArray<string> Problems)> RunAsync(string id, ImmutableArray<DumpedDatabase> databases, DumpFormat format, bool hasGlobals, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await RequireRoomAsync(ct);
        var owner = OperatingSystem.IsLinux() && Posix.OwnerOf(Path.Combine(root.Data, "postgres")) is { User: not 0 } server && Posix.EffectiveUser == 0 ? (server.User, server.Group)
            : OperatingSystem.IsLinux() && Posix.EffectiveUser != 0 && Posix.OwnerOf(root.State) is { } own ? (own.User, own.Group) : (999u, 999u);
        await using var copy = await DumpServer.StartAsync(sidecars, root, source.ImageId, source.User, $"{id}-proof", owner, ct);
        List<string> problems = [];
        if (hasGlobals)
            problems.AddRange(await commands.RestoreGlobalsAsync(copy.Socket, ct));
        else
            await MakeRolesAsync(copy, ct);
        // initdb's own, with another order of letters.
        await copy.ExecuteAsync("drop database postgres", ct);
        foreach (var database in databases)
        {
            await copy.ExecuteAsync(database.Create, ct);
            if (await commands.RestoreAsync(database, format, copy.Socket, ct) is { } failed)
                problems.Add($"'{database.Database}' cannot be restored: {failed}");
            else
                problems.AddRange(await CompareAsync(copy, database, ct));
        }

        return (
            new(time.GetUtcNow(), databases.Sum(database => database.Content.Tables.Length), databases.Sum(database => database.Content.Tables.Sum(table => table.Rows)), Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2)),
            [.. problems]);
    }

    static async Task<ImmutableArray<string>> CompareAsync(DumpServer copy, DumpedDatabase database, CancellationToken ct)
    {
        await using var connection = await copy.OpenAsync(database.Database, ct);
        await FingerprintReader.ExecuteAsync(connection, FingerprintSql.Settings, ct);
        await FingerprintReader.ExecuteAsync(connection, "begin isolation level repeatable read read only", ct);
        return [.. DumpContent.Differences(database, await DumpContent.ReadAsync(connection, ct))];
    }

    /// <summary>A dump of one database names roles and has none.</summary>
    async Task MakeRolesAsync(DumpServer copy, CancellationToken ct)
    {
        foreach (var role in await postgres.QueryAsync(DumpSql.Roles, row => row.GetString(0), ct))
            await copy.ExecuteAsync($"create role {SqlIdentifier.Quote(role)}", ct);
    }

    async Task RequireRoomAsync(CancellationToken ct)
    {
        var needed = (await LiveCluster.ReadAsync(postgres, ct)).NeededBytes;
        if (OperatingSystem.IsLinux() && Posix.RoomAt(root.State) is { } room && room.FreeBytes < needed)
        {
            throw new DataSpecException(
                ExitCode.RequirementMissing, $"The proof restores the dump into '{root.State}', which may take {ProgressText.Size(needed)}; {ProgressText.Size(room.FreeBytes)} are free.")
            {
                LeftAsItWas = "Nothing was kept.",
                NextStep = "Free room on that disk, or ./build.sh Dump --no-prove",
            };
        }
    }
}
