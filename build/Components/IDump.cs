using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Dumps;
using Nuke.Common;

/// <summary>The databases as SQL, for people and programs that want that.</summary>
[Category(Group.Data)]
interface IDump : IHazProof
{
    [Parameter("Dumps this database alone; all, with the roles, by default")]
    string? Database => TryGetValue(() => Database);

    [Parameter("custom (one compressed file for pg_restore; the default), directory (a file a table, read in parallel) or plain (SQL for psql)")]
    string? Format => TryGetValue(() => Format);

    Target Dump => _ => _
        .Description("""
            Writes the databases as SQL or pg_dump archives, restored once

            Examples:
              ./build.sh Dump                                      every database, and the roles
              ./build.sh Dump --database datafoundry --format plain    the warehouse alone, as SQL for psql

            Codes of its own: 4 what was written cannot be restored; it is deleted.
            Page: docs/dump.md
            """)
        .Executes(() => OperateAlone(async ct =>
        {
            var format = FormatOf(Format);
            var services = await Stack.Services(ct);
            Report(await services.Dumps.DumpAsync(new(TargetOf(services.Settings.BackupDirectory), Database, format, !NoProve), ct), DumpTable.Of);
        }));

    private static DumpFormat FormatOf(string? format) => format switch
    {
        null or "custom" => DumpFormat.Custom,
        "directory" => DumpFormat.Directory,
        "plain" => DumpFormat.Plain,
        _ => throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, $"--format '{format}' is not one of custom, directory, plain.") { LeftAsItWas = "Nothing was written." },
    };
}
