using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Backups.Restoring;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

/// <summary>Backups that are no directory of a plain one are restored as such.</summary>
[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class RestoreFormsSpecs : IAsyncLifetime
{
    RestorableCluster _one = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _one = new(await RealCluster.StartAsync());

    public ValueTask DisposeAsync() => _one.Cluster.DisposeAsync();

    [Fact]
    public async Task An_incremental_backup_is_restored_from_its_chain()
    {
        await _one.Cluster.BackUpAsync();
        await _one.Cluster.ExecuteAsync("create table later as select n from generate_series(1, 1000) n");
        var backup = await _one.Cluster.BackUpAsync(incremental: true);
        backup.Form.ShouldBe(BackupForm.Incremental);

        await RestoresAsync(backup, identity: null);
    }

    [Fact]
    public async Task An_encrypted_backup_is_restored_with_its_key_and_leaves_nothing_unpacked()
    {
        using var keys = new TemporaryDirectory();
        var mine = await AgeKeys.MakeAsync(keys.File("mine"));
        var backup = await _one.Cluster.BackUpAsync(encrypt: mine.Recipient);

        (await Should.ThrowAsync<DataSpecException>(_one.Tools().LookAsync(_one.Options(backup.Id), Ct))).NextStep.ShouldNotBeNull().ShouldContain("--identity");
        await RestoresAsync(backup, mine.Identity);
    }

    async Task RestoresAsync(BackupResult backup, string? identity)
    {
        await _one.Cluster.ExecuteAsync("delete from dataspec.backups");
        var before = await _one.StateAsync();
        await _one.Cluster.ExecuteAsync("drop table facts cascade");
        RestoreResult restored;
        await using (var plan = await _one.Tools(identity: identity).LookAsync(_one.Options(backup.Id), Ct))
            restored = await _one.Tools(identity: identity).RunAsync(plan, Ct);

        await _one.Cluster.ExecuteAsync("delete from dataspec.backups");
        (await _one.StateAsync()).ShouldBe(before);
        restored.Checks.ShouldContain(check => check.Contains("by the proof of", StringComparison.Ordinal));
        await _one.ShouldBeWholeAsync();
        (await _one.Cluster.LeftAsync()).ShouldBeEmpty();
    }
}
