namespace DataSpec.EndToEnd;

/// <summary>Something goes wrong in an upgrade of the real stack: the old state is back by itself and holds all that it held.</summary>
public sealed class FailedUpgradeSpecs(UpgradeStage stage) : IClassFixture<UpgradeStage>
{
    /// <summary>Runs inside the first statement of the migration that changes a table; the metadata's owner may not make such triggers, the superuser may.</summary>
    const string OnMigration = """
        create or replace function public.dataspec_fault() returns event_trigger language plpgsql security definer as $$ begin {0} end $$;
        create event trigger dataspec_fault on ddl_command_start when tag in ('ALTER TABLE') execute function public.dataspec_fault(); select 1
        """;

    static readonly Fault[] All =
    [
        new("an image that does not exist", 3, ["--to", "airflow=3.3.999"]),
        new("no room for the backup", 3, []) { NeedsRoot = true, TargetMegabytes = 40 },
        new("an image that is exchanged after it was fetched", 4, []) { ExchangedAt = "done Prefetch" },
        new("an image that is exchanged while the stack is down", 5, []) { ExchangedAt = "done StopStack" },
        new("a migration that fails", 5, []) { Migration = "raise exception 'a fault of the test';" },
        new("a migration that loses a stored connection", 5, []) { Migration = "delete from public.connection where conn_id = 'kept';" },
        new("a new version whose api-server ends at once", 5, []) { Command = "[bash, -c, 'sleep 1; exit 1']" },
        new("a task that still runs at the deadline", 5, ["--drain", "0"]) { TaskRuns = true },
    ];

    public static TheoryData<string> Names => [.. Share.Of(All).Select(fault => fault.What)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_failure_leaves_or_brings_back_the_old_state(string what)
    {
        Share.TakeTurn(Scenarios.Backups);
        var fault = All.Single(fault => fault.What == what);
        Assert.SkipUnless(!fault.NeedsRoot || Environment.IsPrivilegedProcess, "mounting a small file system needs root");
        await stage.Try(async release =>
        {
            await using var broken = await fault.Break(release.Stack);
            var target = fault.TargetMegabytes is null ? stage.Backups : release.Stack.PathOf("small");

            var run = await release.Stack.Run(fault.ExitCode, ["Upgrade", "--skip", "Rehearse", "--target-dir", target, .. fault.Options]);

            await broken.DisposeAsync();
            await stage.ShouldRun(isNew: false);
            // What went back has brought its files along; the person brings the release's back and tries again.
            release.PullNewFiles();
            (await release.Stack.Run(0, "Up")).Everything.ShouldContain("./build.sh Upgrade");
            ResultTable.Upgrades.Add(what, $"`Upgrade`: code {run.ExitCode} after {run.Duration.TotalSeconds:0} s", "the old state runs, nothing lost");
        });
    }

    /// <param name="ExitCode">3 or 4 where nothing was begun, 5 where everything went back.</param>
    sealed record Fault(string What, int ExitCode, string[] Options)
    {
        public bool NeedsRoot { get; init; }

        public int? TargetMegabytes { get; init; }

        /// <summary>Statements that run within the migration.</summary>
        public string? Migration { get; init; }

        /// <summary>What the new api-server's container runs.</summary>
        public string? Command { get; init; }

        public bool TaskRuns { get; init; }

        /// <summary>The record of the journal at which the new image's name is given to the old image.</summary>
        public string? ExchangedAt { get; init; }

        public async Task<IAsyncDisposable> Break(Checkout stack)
        {
            if (TargetMegabytes is { } megabytes)
                return await SmallDisk.MountAt(stack.PathOf("small"), megabytes);
            if (Migration is { } statements)
            {
                await new Warehouse(stack).Scalar<object>(OnMigration.Replace("{0}", statements, StringComparison.Ordinal), "airflow");
                return new Mended(async () => await new Warehouse(stack).Scalar<object>("drop event trigger dataspec_fault; drop function public.dataspec_fault(); select 1", "airflow"));
            }

            if (ExchangedAt is { } record)
            {
                var id = (await Docker.Run("image", "inspect", "--format", "{{.Id}}", Images.Airflow)).Trim();
                var exchanged = ExchangeAt(record);
                return new Mended(async () =>
                {
                    await exchanged;
                    await Docker.Run("tag", id, Images.Airflow);
                });
            }

            if (TaskRuns)
                return await RunningTask.Begin(stack, seconds: 90);
            var file = stack.PathOf("compose", "compose.yaml");
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(file, text.Replace("command: [api-server]", $"command: {Command}", StringComparison.Ordinal));
            (await File.ReadAllTextAsync(file)).ShouldNotBe(text);
            return new Mended(() => File.WriteAllTextAsync(file, text));

            async Task ExchangeAt(string record)
            {
                await JournalWatch.UntilItSays(stack, record, TestContext.Current.CancellationToken);
                await Docker.Run("tag", OlderRelease.Image, Images.Airflow);
            }
        }
    }

    sealed class Mended(Func<Task> mend) : IAsyncDisposable
    {
        bool _isDone;

        public async ValueTask DisposeAsync()
        {
            if (!_isDone)
                await mend();
            _isDone = true;
        }
    }
}
