using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class IncrementalOnRealClusterSpecs : IAsyncLifetime
{
    RealCluster _cluster = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await RealCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.IncrementalChain))]
    public async Task A_chain_of_three_holds_the_rows_after_deletes_a_vacuum_and_a_rewrite_and_each_broken_link_is_named()
    {
        var full = await MadeAsync(BackupForm.Plain);
        _cluster.Progress.About("form").ShouldContain(text => text.StartsWith("a full backup, because the target holds no proved one", StringComparison.Ordinal));
        await _cluster.ExecuteAsync("delete from facts where n % 3 = 0");
        await _cluster.ExecuteAsync("insert into ledger (n, h) select n, md5(n::text) from generate_series(1, 2000) n");
        var second = await MadeAsync(BackupForm.Incremental);
        await _cluster.ExecuteAsync("vacuum facts");
        await _cluster.ExecuteAsync("update facts set h = 'changed' where n < 500");
        await _cluster.ExecuteAsync("vacuum full ledger");
        await _cluster.ExecuteAsync("truncate \"odd \"\"name\"");
        var third = await MadeAsync(BackupForm.Incremental);

        third.Bytes.ShouldBeLessThan(full.Bytes);
        var manifest = ManifestText.Read(new(third.Directory));
        manifest.Parent!.Chain.ShouldBe([full.Id, second.Id]);
        (await _cluster.Proving.RunAsync(new(third.Directory), Ct)).Failures.ShouldBeEmpty();
        await using (var plain = await _cluster.Form().OpenAsync(new(third.Directory), Ct))
        {
            plain.Manifest.Form.ShouldBe(BackupForm.Plain);
            // The log beyond the end of the copy, up to the consistency point, is there too.
            Wal(plain.Layout).ShouldBe(Wal(new(third.Directory)));
            (await _cluster.ReadCopyAsync(plain.Layout, plain.Manifest, "select count(*) from facts union all select count(*) from ledger")).ShouldBe([33334L, 2000L]);
        }

        await ByHandAsync(new(third.Directory), manifest);
        (await _cluster.LeftAsync()).ShouldBeEmpty();
        new BackupListing(_cluster.Target.Path, new(0, 0, 0)).Run(prune: true, Ct).Pruned.ShouldBeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine($"{full}\n{second}\n{third}");

        var heap = new DirectoryInfo(Path.Combine(full.Directory, "base", "base")).EnumerateFiles("*", SearchOption.AllDirectories).MaxBy(file => file.Length)!;
        Flip(heap.FullName);
        var failure = (await _cluster.Proving.RunAsync(new(third.Directory), Ct)).Failures.ShouldHaveSingleItem();
        failure.ShouldStartWith($"in the backup '{full.Id}' that it continues: ");
        failure.ShouldEndWith($"{heap.Name}: holds other bytes than were written");
        Flip(heap.FullName);

        Directory.Move(second.Directory, second.Directory + "-elsewhere");
        Should.Throw<BackupDamagedException>(() => BackupCatalogue.Find(_cluster.Target.Path, third.Id)).Reason.ShouldBe($"the backup '{second.Id}' that it continues is missing");
        (await MadeAsync(BackupForm.Incremental)).Directory.ShouldNotBeNull();
        ManifestText.Read(new(BackupCatalogue.Find(_cluster.Target.Path, "latest").Backup.Directory)).Parent!.Id.ShouldBe(full.Id);
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.FullForWantOfARecord))]
    public async Task Without_a_record_of_what_changed_the_backup_is_a_full_one_and_says_why()
    {
        await MadeAsync(BackupForm.Plain);
        await _cluster.ExecuteAsync("alter system set summarize_wal = off");
        await _cluster.ExecuteAsync("select pg_reload_conf()");
        await Task.Delay(500, Ct);

        await MadeAsync(BackupForm.Plain);

        _cluster.Progress.About("form").ShouldContain(text => text.Contains("summarize_wal is off", StringComparison.Ordinal));
        var keys = Should.Throw<DataSpecException>(() => _cluster.Backup().RunAsync(new() { Target = _cluster.Target.Path, Incremental = true, Encrypt = "age1made-up" }, Ct));
        keys.ExitCode.ShouldBe(ExitCode.WrongUsage);
        keys.Message.ShouldContain("an encrypted backup is one archive");
    }

    async Task<BackupResult> MadeAsync(BackupForm form)
    {
        var result = await _cluster.BackUpAsync(incremental: true);
        result.Form.ShouldBe(form);
        result.Proof.ShouldNotBeNull().Failures.ShouldBeEmpty();
        return result;
    }

    /// <summary>Steps 2 of the page in the backup, literally.</summary>
    async Task ByHandAsync(BackupLayout backup, BackupManifest manifest)
    {
        var target = _cluster.Target.File("by hand");
        var blocks = (await File.ReadAllTextAsync(backup.Instructions, Ct)).Split("```sh\n").Skip(1).Select(block => block.Split("```")[0]).ToArray();
        var commands = (blocks[0] + blocks[2]).Replace($"/path/to/{backup.Id}\"", $"{backup.Directory}\"", StringComparison.Ordinal)
            .Replace("/path/to/new/dataspec\"", $"{target}\"", StringComparison.Ordinal).Replace("sudo ", "", StringComparison.Ordinal);
        await _cluster.ShellAsync(commands);
        var combined = Directory.CreateDirectory(_cluster.Target.File("by hand/.combined"));
        Directory.CreateSymbolicLink(Path.Combine(combined.FullName, BackupLayout.BaseName), Path.Combine(target, "data/postgres/18/docker"));
        (await _cluster.ReadCopyAsync(new(combined.FullName), manifest, "select count(*) from facts union all select count(*) from ledger")).ShouldBe([33334L, 2000L]);
        Directory.Delete(target, recursive: true);
    }

    static string[] Wal(BackupLayout backup) => [.. Directory.EnumerateFiles(Path.Combine(backup.Base, "pg_wal")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    static void Flip(string path)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = 9000;
        var value = file.ReadByte();
        file.Position = 9000;
        file.WriteByte((byte)(value ^ 1));
    }
}
