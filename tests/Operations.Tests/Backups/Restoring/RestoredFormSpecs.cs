using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

/// <summary>Backups that are no plain directories bring back the very same.</summary>
[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class RestoredFormSpecs : IAsyncLifetime
{
    RestorableCluster _one = null!;

    public async ValueTask InitializeAsync() => _one = new(await RealCluster.StartAsync());

    public ValueTask DisposeAsync() => _one.Cluster.DisposeAsync();

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.RestoredForms))]
    public async Task An_incremental_and_an_encrypted_backup_are_restored_to_what_was_there()
    {
        using var keys = new TemporaryDirectory();
        var key = await AgeKeys.MakeAsync(keys.File("key"));
        await _one.Cluster.BackUpAsync(incremental: true);
        await _one.Cluster.ExecuteAsync("delete from facts where n > 40000");
        await _one.Cluster.ExecuteAsync("vacuum full facts");
        var second = await _one.Cluster.BackUpAsync(incremental: true);
        second.Form.ShouldBe(BackupForm.Incremental);
        var encrypted = await _one.Cluster.BackUpAsync(encrypt: key.Recipient);
        await _one.Cluster.ExecuteAsync("delete from dataspec.backups");
        var before = await _one.StateAsync();

        foreach (var backup in new[] { second, encrypted })
        {
            await _one.Cluster.ExecuteAsync("drop table facts cascade; drop sequence tickets");
            _one.Cluster.Identity = backup == encrypted ? key.Identity : null;
            await _one.RestoreAsync(backup.Id);
            await _one.Cluster.ExecuteAsync("delete from dataspec.backups");
            (await _one.StateAsync()).ShouldBe(before, backup.Form.ToString());
            await _one.ShouldBeWholeAsync();
        }
    }
}
