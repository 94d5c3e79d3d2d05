using System.Runtime.Versioning;
using System.Text.Json;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Dumps;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Tests.Backups;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Dumps;

[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class DumpOnRealClusterSpecs : IAsyncLifetime
{
    RealCluster _cluster = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = RealCluster.HasParent ? null! : await RealCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster is null ? ValueTask.CompletedTask : _cluster.DisposeAsync();

    public static TheoryData<string> Formats => [.. Share.Of<string>(["Custom", "Directory", "Plain"])];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Taken_under_writers_that_empty_tables_a_dump_is_restored_row_for_row(string format)
    {
        await _cluster.ExecuteAsync("create role \"odd role\" login password 'p'; create table \"Big = x'y\" (t text); alter table \"Big = x'y\" owner to \"odd role\"; insert into \"Big = x'y\" values (E'a\\n\\\\.\\n')");
        await _cluster.ExecuteAsync("create database \"od=d 'name\"");
        await _cluster.ExecuteAsync("select lo_from_bytea(0, '\\x00ff')", "od=d 'name");
        var writer = new LedgerWriter(_cluster.Client, 1).Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var emptying = EmptyAsync(stop.Token);

        var result = await Dump(Format(format));
        await stop.CancelAsync();
        await writer.StopAsync();
        await emptying;

        var proof = result.Manifest.Proof.ShouldNotBeNull();
        proof.Rows.ShouldBeGreaterThan(50_000);
        result.Manifest.Databases.Select(database => database.Database).ShouldBe(["airflow", "datafoundry", "od=d 'name", "postgres", "superset"]);
        result.Manifest.Databases[1].Content.Tables.ShouldContain(table => table.Name == "Big = x'y" && table.Rows == 1);
        foreach (var file in result.Manifest.Files)
            BackupFiles.ModeText(Path.Combine(result.Directory, file.Path)).ShouldBe("0600");
        using var page = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(result.Directory, DumpManifest.Name), Ct));
        page.RootElement.GetProperty("format").GetString().ShouldBe(format.ToLowerInvariant());
        (await _cluster.LeftAsync()).ShouldBeEmpty();
        JournalReader.Unfinished(_cluster.Stack.Root).ShouldBeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine($"{result.Seconds} s, proof {proof}");
    }

    [Fact]
    public async Task One_database_is_dumped_without_the_roles()
    {
        await _cluster.ExecuteAsync("create role reader; grant select on facts to reader");

        var result = await Dump(DumpFormat.Plain, "datafoundry");

        Directory.GetFiles(result.Directory).Select(Path.GetFileName).ShouldBe(["datafoundry.sql", "dump.json"], ignoreOrder: true);
        result.Manifest.Proof.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_unknown_database_is_refused_with_the_names_that_there_are()
    {
        var refused = await Should.ThrowAsync<DataSpecException>(Dump(DumpFormat.Plain, "datafoundary"));

        refused.ExitCode.ShouldBe(ExitCode.WrongUsage);
        refused.NextStep.ShouldNotBeNull().ShouldContain("airflow, datafoundry, postgres, superset");
        Directory.GetFileSystemEntries(_cluster.Target.Path).ShouldBeEmpty();
    }

    /// <summary>Damage between writing and checking, as a bad disk does it; all cases on one cluster, which costs more than they do.</summary>
    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.DamagedDump))]
    public async Task A_dump_that_is_not_what_was_written_is_found_and_not_kept()
    {
        (DumpFormat Format, bool Prove, string Damage, string Told)[] cases =
        [
            (DumpFormat.Custom, false, "cut", "could not read from input file"),
            (DumpFormat.Custom, false, "cut by 1", "could not read from input file"),
            (DumpFormat.Custom, false, "empty", "too short"),
            (DumpFormat.Custom, true, "flip in the middle", ""),
            (DumpFormat.Directory, false, "cut", "have no end"),
            (DumpFormat.Directory, false, "file removed", "could not open input file"),
            (DumpFormat.Directory, true, "flip in the middle", ""),
            (DumpFormat.Plain, false, "cut", "its last lines are missing"),
            (DumpFormat.Plain, false, "trailer removed", "its last lines are missing"),
            (DumpFormat.Plain, false, "unrestrict removed", "its last line is missing"),
            (DumpFormat.Plain, true, "one value changed", "as many rows, but others"),
            (DumpFormat.Plain, true, "one row removed", "49999 rows instead of 50000"),
            (DumpFormat.Plain, false, "globals cut", "globals.sql: its last lines are missing"),
            (DumpFormat.Plain, true, "role removed", "role \"airflow\" does not exist"),
        ];
        foreach (var (format, prove, damage, told) in cases)
        {
            var operation = _cluster.Dumping(record =>
            {
                if (record is StepStarted { Step: "check" })
                    Damage(Directory.GetDirectories(_cluster.Target.Path).Single(), damage);
            });
            // The roles alone are in a dump of everything.
            var database = damage is "globals cut" or "role removed" ? null : "datafoundry";

            var refused = await Should.ThrowAsync<DataSpecException>(operation.RunAsync(new(_cluster.Target.Path, database, format, prove), Ct), $"{format}: {damage}");

            refused.ExitCode.ShouldBe(ExitCode.VerificationFailed);
            refused.Message.ShouldContain(told);
            Directory.GetFileSystemEntries(_cluster.Target.Path).ShouldBeEmpty();
            TestContext.Current.TestOutputHelper!.WriteLine($"{format}, {damage}: {refused.Message}");
        }

        (await _cluster.LeftAsync()).ShouldBeEmpty();
    }

    public static TheoryData<string> Steps => [.. Share.Of<string>(["dump", "check", "prove", "publish"])];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_dies_at_a_step_is_cleaned_by_the_next_run(string step)
    {
        using (var killed = _cluster.StartKilled($"{typeof(DumpOnRealClusterSpecs).FullName}.{nameof(Dump_that_is_killed)}", step))
            await killed.WaitForExitAsync(Ct);
        Directory.GetDirectories(_cluster.Target.Path).ShouldHaveSingleItem().ShouldEndWith(".part");
        JournalReader.Unfinished(_cluster.Stack.Root).ShouldHaveSingleItem().Kind.ShouldBe(DumpOperation.Kind);

        var result = await Dump(DumpFormat.Custom, "datafoundry");

        (await _cluster.LeftAsync()).ShouldBeEmpty();
        Directory.GetFileSystemEntries(_cluster.Target.Path).ShouldBe([result.Directory]);
        JournalReader.Unfinished(_cluster.Stack.Root).ShouldBeEmpty();
    }

    /// <summary>Run by the test above in a process of its own, which kills itself at the step: where it has containers, when one of them runs.</summary>
    [Fact(Explicit = true)]
    public async Task Dump_that_is_killed()
    {
        var (cluster, step) = RealCluster.OfParent();
        await cluster.Dumping(record =>
        {
            if (record is not StepStarted started || started.Step != step)
                return;
            if (step is "publish")
                Kill(after: 0);
            else
                new Thread(() => Kill(after: 400)).Start();
        }).RunAsync(new(cluster.Target.Path, Database: null, DumpFormat.Directory, Prove: true), Ct);

        static void Kill(int after)
        {
            Thread.Sleep(after);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }

    Task<DumpResult> Dump(DumpFormat format, string? database = null) => _cluster.Dumping().RunAsync(new(_cluster.Target.Path, database, format, Prove: true), Ct);

    static DumpFormat Format(string name) => Enum.Parse<DumpFormat>(name);

    /// <summary>As a load does: staging tables are emptied and filled, over and over.</summary>
    async Task EmptyAsync(CancellationToken stop)
    {
        await _cluster.ExecuteAsync("create table staging as select n from generate_series(1, 1000) n");
        while (!stop.IsCancellationRequested)
        {
            await using var connection = await _cluster.Client.OpenAsync(Ct);
            await FingerprintReader.ExecuteAsync(connection, "truncate staging; insert into staging select n from generate_series(1, 1000) n", Ct);
        }
    }

    static void Damage(string part, string damage)
    {
        var file = new DirectoryInfo(part).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.Name.StartsWith("globals", StringComparison.Ordinal) && file.FullName.Contains("datafoundry", StringComparison.Ordinal) && file.Name is not "toc.dat")
            .MaxBy(file => file.Length)!;
        switch (damage)
        {
            case "cut":
                Cut(file.FullName, file.Length / 2);
                break;
            case "cut by 1":
                Cut(file.FullName, file.Length - 1);
                break;
            case "empty":
                Cut(file.FullName, 0);
                break;
            case "file removed":
                file.Delete();
                break;
            case "globals cut":
                Cut(Path.Combine(part, "globals.sql"), 100);
                break;
            case "flip in the middle":
                using (var stream = file.Open(FileMode.Open, FileAccess.ReadWrite))
                {
                    stream.Position = stream.Length / 2;
                    var value = stream.ReadByte();
                    stream.Position--;
                    stream.WriteByte((byte)(value ^ 1));
                }

                break;
            case "role removed":
                Edit(Path.Combine(part, "globals.sql"), "CREATE ROLE airflow;", "");
                break;
            default:
                var (from, to) = damage switch
                {
                    "trailer removed" => ("-- PostgreSQL database dump complete", ""),
                    "unrestrict removed" => ("\\unrestrict", ""),
                    "one value changed" => ("\n777\t", "\n778\t"),
                    _ => (File.ReadLines(file.FullName).First(line => line.StartsWith("777\t", StringComparison.Ordinal)) + "\n", ""),
                };
                Edit(file.FullName, from, to);
                break;
        }
    }

    static void Cut(string path, long length)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write);
        stream.SetLength(length);
    }

    static void Edit(string path, string from, string to)
    {
        var text = File.ReadAllText(path);
        text.ShouldContain(from);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }
}
