using System.Globalization;
using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>Damage of backups that are no plain ones, on made-up files.</summary>
[SupportedOSPlatform("linux")]
public sealed class FormDamageSpecs(ITestOutputHelper output) : IDisposable
{
    readonly TemporaryDirectory _target = new();

    public static TheoryData<string> Packed => [.. DamageCorpus.OfPacked.Select(damaging => damaging.Name)];

    public static TheoryData<string> Incremental => [.. DamageCorpus.OfIncremental.Select(damaging => damaging.Name)];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _target.Dispose();

    [Fact]
    public async Task An_archive_and_a_chain_as_they_were_written_are_found_without_fault()
    {
        var packed = await SyntheticBackup.MakePackedAsync(_target.Path, "packed");
        await SyntheticBackup.MakeIncrementalAsync(_target.Path, "second", "first");
        await SyntheticBackup.MakeIncrementalAsync(_target.Path, "third", "second");

        var (manifest, findings) = await new BackupVerification(new SilentSink()).RunAsync(packed, Ct);
        findings.ShouldBeEmpty();
        manifest.Files.Select(file => file.Path).ShouldBe(["RESTORE.md", "backup.tar.zst", "backup.tar.zst.002"]);
        BackupCatalogue.Read(_target.Path).ShouldAllBe(backup => backup.State == BackupState.Complete);
        BackupCatalogue.Find(_target.Path, "third").Manifest!.Parent!.Chain.ShouldBe(["first", "second"]);
    }

    [Theory]
    [MemberData(nameof(Packed))]
    public async Task Damage_of_an_archive_is_found_and_named(string name) => await FoundAsync(DamageCorpus.OfPacked.Single(one => one.Name == name), await SyntheticBackup.MakePackedAsync(_target.Path));

    [Theory]
    [MemberData(nameof(Incremental))]
    public async Task A_broken_chain_is_found_and_named(string name) => await FoundAsync(DamageCorpus.OfIncremental.Single(one => one.Name == name), await SyntheticBackup.MakeIncrementalAsync(_target.Path));

    async Task FoundAsync(Damaging damaging, BackupLayout whole)
    {
        var backup = damaging.Damage(whole);
        var (damage, text) = await LookAsync(backup, damaging);

        damage.ShouldBe(damaging.Expected);
        text.ShouldContain(damaging.Named);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {damaging.Name} | {text.Replace('|', ',')} |"));
    }

    static async Task<(BackupDamage? Damage, string Text)> LookAsync(BackupLayout backup, Damaging damaging)
    {
        try
        {
            BackupChain.Read(backup, ManifestText.Read(backup));
            var (_, findings) = await new BackupVerification(new SilentSink()).RunAsync(backup, Ct);
            var found = findings.FirstOrDefault(finding => finding.Damage == damaging.Expected && finding.Path == damaging.Named) ?? findings.FirstOrDefault();
            return (found?.Damage, found?.ToString() ?? "undetected");
        }
        catch (BackupDamagedException error)
        {
            return (error.Damage, error.Reason);
        }
    }
}
