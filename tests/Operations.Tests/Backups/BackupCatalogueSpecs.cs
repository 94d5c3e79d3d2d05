using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

[SupportedOSPlatform("linux")]
public sealed class BackupCatalogueSpecs : IDisposable
{
    readonly TemporaryDirectory _target = new();

    static DateTimeOffset At { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public void Dispose() => _target.Dispose();

    [Fact]
    public void A_target_that_is_not_there_has_no_backups() => BackupCatalogue.Read(_target.File("nowhere")).ShouldBeEmpty();

    [Fact]
    public async Task Backups_are_ordered_by_the_moment_they_hold_not_by_name()
    {
        await SyntheticBackup.MakeAsync(_target.Path, "b", At);
        await SyntheticBackup.MakeAsync(_target.Path, "a", At.AddHours(1));

        BackupCatalogue.Read(_target.Path).Select(found => found.Backup.Id).ShouldBe(["b", "a"]);
    }

    [Fact]
    public async Task Backups_of_one_cluster_are_ordered_by_its_log_when_the_clock_jumps()
    {
        foreach (var (id, lsn, at) in new[] { ("a", "0/5000000", At.AddYears(1)), ("b", "1/0", At.AddYears(-1)), ("c", "0/FF000000", At) })
        {
            var backup = await SyntheticBackup.MakeAsync(_target.Path, id, at);
            var manifest = ManifestText.Read(backup);
            await File.WriteAllTextAsync(backup.Manifest, ManifestText.Of(manifest with { Consistency = manifest.Consistency with { RestorePointLsn = lsn } }), TestContext.Current.CancellationToken);
        }

        BackupCatalogue.Read(_target.Path).Select(found => found.Backup.Id).ShouldBe(["a", "c", "b"]);
    }

    [Fact]
    public async Task Each_directory_is_told_for_what_it_is()
    {
        await SyntheticBackup.MakeAsync(_target.Path, "good");
        var damaged = await SyntheticBackup.MakeAsync(_target.Path, "damaged");
        await File.AppendAllTextAsync(damaged.Manifest, "x", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_target.File("dead.part"));
        Directory.CreateDirectory(_target.File("photos"));

        var states = BackupCatalogue.Read(_target.Path).ToDictionary(found => Path.GetFileName(found.Backup.Directory), found => found.State);

        states.ShouldBe(
            new Dictionary<string, BackupState>
            {
                ["good"] = BackupState.Complete,
                ["damaged"] = BackupState.Damaged,
                ["dead.part"] = BackupState.Part,
                ["photos"] = BackupState.Foreign,
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_backup_is_proved_by_a_proof_of_this_very_backup_alone()
    {
        var backup = await SyntheticBackup.MakeAsync(_target.Path);
        BackupCatalogue.Find(_target.Path, SyntheticBackup.Id).IsProved.ShouldBeFalse();
        var manifest = ManifestText.Read(backup);

        (SyntheticBackup.Proof(manifest) with { Manifest = new string('0', 64) }).Write(backup);
        BackupCatalogue.Find(_target.Path, SyntheticBackup.Id).IsProved.ShouldBeFalse();
        SyntheticBackup.Proof(manifest, holds: false).Write(backup);
        BackupCatalogue.Find(_target.Path, SyntheticBackup.Id).IsProved.ShouldBeFalse();
        SyntheticBackup.Proof(manifest).Write(backup);
        BackupCatalogue.Find(_target.Path, SyntheticBackup.Id).IsProved.ShouldBeTrue();
    }

    [Fact]
    public async Task Latest_is_the_newest_that_is_proved()
    {
        foreach (var (id, hours) in new[] { ("a", 0), ("b", 1), ("c", 2) })
        {
            var backup = await SyntheticBackup.MakeAsync(_target.Path, id, At.AddHours(hours));
            SyntheticBackup.Proof(ManifestText.Read(backup), holds: id is not "c").Write(backup);
        }

        BackupCatalogue.Find(_target.Path, "latest").Backup.Id.ShouldBe("b");
    }

    [Fact]
    public void A_backup_that_is_not_there_is_named() =>
        Should.Throw<DataSpecException>(() => BackupCatalogue.Find(_target.Path, "gone")).Message.ShouldContain("'gone'");

    [Fact]
    public void An_unfinished_one_is_refused()
    {
        Directory.CreateDirectory(_target.File("dead.part"));

        Should.Throw<BackupDamagedException>(() => BackupCatalogue.Find(_target.Path, "dead.part")).Damage.ShouldBe(BackupDamage.NoManifest);
    }
}
