using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>What disks and kills do to a backup and a proof: nothing is left, the stack goes on, the next command works.</summary>
[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class BackupFaultSpecs : IAsyncLifetime
{
    RealCluster _cluster = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = RealCluster.HasParent ? null! : await RealCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_target_that_runs_full_at_any_step_keeps_nothing_and_tells_how_much_is_free()
    {
        await using var disk = await TestDisk.Ext4Async(_cluster.Target.File("small"), megabytes: 500);
        var filler = Path.Combine(disk.Path, "filler");
        using var keys = new TemporaryDirectory();
        var key = await AgeKeys.MakeAsync(keys.File("key"));
        foreach (var step in new[] { "copy", "fingerprint", "files", "pack" })
        {
            var error = await Should.ThrowAsync<DataSpecException>(RunAsync(step, disk.Path, async () =>
                await TestPrograms.RunAsync("fallocate", "-l", $"{new DriveInfo(disk.Path).AvailableFreeSpace - 100_000}", filler), step is "pack" ? key.Recipient : null));

            error.ExitCode.ShouldBe(ExitCode.FailedUnchanged, step);
            error.Message.ShouldContain("No space left", customMessage: step);
            if (step is "copy" or "pack")
                error.Message.ShouldContain("free", customMessage: step);
            File.Delete(filler);
            await NothingIsLeftAsync(disk.Path);
        }
    }

    [Fact]
    public async Task A_target_that_is_taken_away_or_becomes_read_only_is_told_and_cleaned_when_it_is_back()
    {
        await using (var disk = await TestDisk.Ext4Async(_cluster.Target.File("stick"), megabytes: 500))
        {
            await Should.ThrowAsync<DataSpecException>(RunAsync("files", disk.Path, disk.RemountReadOnlyAsync));
            BackupCatalogue.Read(disk.Path).ShouldHaveSingleItem().State.ShouldBe(BackupState.Part);
            (await Should.ThrowAsync<DataSpecException>(_cluster.BackUpAsync(target: disk.Path))).ExitCode.ShouldBe(ExitCode.RequirementMissing);
            await TestPrograms.RunAsync("mount", "-o", "remount,rw", disk.Path);

            var result = await _cluster.BackUpAsync(prove: false, target: disk.Path);

            BackupCatalogue.Read(disk.Path).ShouldHaveSingleItem().Backup.Id.ShouldBe(result.Id);
            (await Should.ThrowAsync<DataSpecException>(RunAsync("manifest", disk.Path, disk.TakeAwayAsync))).ExitCode.ShouldBe(ExitCode.FailedUnchanged);
        }

        await NothingIsLeftAsync(_cluster.Target.File("stick"));
    }

    [Fact]
    public async Task Where_no_overlay_can_be_mounted_the_proof_copies_the_backup_and_says_so()
    {
        var result = await _cluster.BackUpAsync(prove: false);
        _cluster.RefuseOverlays();

        (await _cluster.Proving.RunAsync(new(result.Directory), Ct)).Failures.ShouldBeEmpty();

        _cluster.Progress.About(result.Id).ShouldContain(text => text.StartsWith("no overlay of it can be mounted (failed to mount local volume", StringComparison.Ordinal));
        (await new BackupVerification(new SilentSink()).RunAsync(new(result.Directory), Ct)).Findings.ShouldBeEmpty();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_clock_that_jumps_changes_neither_the_order_nor_the_parent()
    {
        List<string> made = [];
        foreach (var jump in new[] { 0, 400, -400 })
        {
            _cluster.Time = new JumpedTime(TimeSpan.FromDays(jump));
            var result = await _cluster.BackUpAsync(prove: jump is 0, incremental: jump is not 0);
            made.Add(result.Id);
            if (jump is not 0)
                ManifestText.Read(new(result.Directory)).Parent!.Id.ShouldBe(made[0]);
        }

        made.ShouldBeUnique();
        BackupCatalogue.Read(_cluster.Target.Path).Select(backup => backup.Backup.Id).ShouldBe(made);
    }

    [Fact]
    public async Task Whichever_container_of_a_backup_or_of_its_proof_is_killed_nothing_is_left_and_the_next_backup_is_proved()
    {
        using var keys = new TemporaryDirectory();
        var key = await AgeKeys.MakeAsync(keys.File("key"));
        var all = _cluster.KillContainer(victim: 0);
        await _cluster.BackUpAsync(encrypt: key.Recipient);
        all.Started.Count.ShouldBeInRange(6, 30);
        foreach (var victim in Share.Of([.. Enumerable.Range(1, all.Started.Count)]))
        {
            var killed = _cluster.KillContainer(victim);
            BackupResult? result = null;
            var error = await Record.ExceptionAsync(async () => result = await _cluster.BackUpAsync(encrypt: key.Recipient));

            // A container that lives for some milliseconds may be done before the kill.
            var told = error?.Message ?? result!.Proof!.Failures.FirstOrDefault();
            TestContext.Current.TestOutputHelper!.WriteLine($"{all.Started[victim - 1]}: {told ?? "was quicker"}");
            if (told is not null)
                killed.HasKilled.ShouldBeTrue(told);
            if (error is not null)
                error.ShouldBeOfType<DataSpecException>(error.ToString()).LeftAsItWas.ShouldNotBeNull();
            else
                BackupCatalogue.Find(_cluster.Target.Path, result!.Id).IsProved.ShouldBe(told is null);

            JournalReader.Unfinished(_cluster.Stack.Root).ShouldBeEmpty();
            await NothingIsLeftAsync();
            _cluster.RunAsUsual();
            (await _cluster.BackUpAsync(encrypt: key.Recipient)).Proof.ShouldNotBeNull().Failures.ShouldBeEmpty();
            BackupCatalogue.Read(_cluster.Target.Path).ShouldAllBe(backup => backup.State == BackupState.Complete);
        }
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.KilledProof))]
    public async Task A_proof_killed_anywhere_leaves_the_backup_as_it_is_and_the_next_one_cleans_up()
    {
        using var keys = new TemporaryDirectory();
        var key = await AgeKeys.MakeAsync(keys.File("key"));
        var plain = await _cluster.BackUpAsync(prove: false);
        var encrypted = await _cluster.BackUpAsync(prove: false, encrypt: key.Recipient);
        foreach (var (backup, said) in new[]
        {
            (plain, "reading every file"), (plain, "booting a copy up to 0"), (plain, "booting a copy up to its end"),
            (encrypted, "reading every file"), (encrypted, "unpacking"), (encrypted, "booting a copy up to 0"), (encrypted, "booting a copy up to its end"),
        })
        {
            using (var killed = _cluster.StartKilled($"{typeof(BackupFaultSpecs).FullName}.{nameof(Proof_that_is_killed)}", $"{backup.Directory};{key.Identity};{said}"))
                await killed.WaitForExitAsync(Ct);
            JournalReader.Unfinished(_cluster.Stack.Root).ShouldHaveSingleItem().Kind.ShouldBe(ProveOperation.Kind, said);
            BackupCatalogue.Find(_cluster.Target.Path, backup.Id).Proof.ShouldBeNull();
        }

        foreach (var backup in new[] { plain, encrypted })
            (await _cluster.ProvingWith(key.Identity).RunAsync(new(backup.Directory), Ct)).Failures.ShouldBeEmpty();
        await NothingIsLeftAsync();
        JournalReader.Unfinished(_cluster.Stack.Root).ShouldBeEmpty();
    }

    /// <summary>Run by the test above in a process of its own: half a second after these words its containers run.</summary>
    [Fact(Explicit = true)]
    public async Task Proof_that_is_killed()
    {
        var (cluster, step) = RealCluster.OfParent();
        var (backup, identity, words) = step.Split(';') is [var first, var second, var third] ? (first, second, third) : default;
        cluster.Said = text =>
        {
            if (text.StartsWith(words, StringComparison.Ordinal))
                new Thread(Kill).Start();
        };
        await cluster.ProvingWith(identity).RunAsync(new(backup), Ct);

        static void Kill()
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(500));
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }

    Task<BackupResult> RunAsync(string step, string target, Func<Task> fault, string? encrypt = null) =>
        _cluster.Backup(record =>
        {
            if (record is StepStarted started && started.Step == step)
                fault().GetAwaiter().GetResult();
        }).RunAsync(new() { Target = target, Prove = false, Encrypt = encrypt }, Ct);

    async Task NothingIsLeftAsync(string? target = null)
    {
        (await _cluster.LeftAsync()).ShouldBeEmpty();
        if (target is not null)
            Directory.GetDirectories(target).ShouldBeEmpty();
        (await _cluster.Client.QueryAsync("select count(*) from facts", row => row.GetInt64(0), Ct)).ShouldHaveSingleItem().ShouldBe(50_000);
    }

    sealed class JumpedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
