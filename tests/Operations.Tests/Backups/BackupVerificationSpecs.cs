using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

[SupportedOSPlatform("linux")]
public sealed class BackupVerificationSpecs(ITestOutputHelper output) : IDisposable
{
    readonly TemporaryDirectory _target = new();

    public static TheoryData<string> Damages => [.. DamageCorpus.All.Select(damaging => damaging.Name)];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _target.Dispose();

    [Fact]
    public async Task A_backup_as_it_was_written_is_found_without_fault()
    {
        var backup = await SyntheticBackup.MakeAsync(_target.Path);

        var (manifest, findings) = await Verify(backup);

        findings.ShouldBeEmpty();
        manifest.Files.Length.ShouldBe(14);
        manifest.Bytes().ShouldBe(BackupFiles.Walk(backup.Directory).Where(entry => !BackupLayout.IsUnlisted(entry.Path)).Sum(entry => entry.Size));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_and_named(string name)
    {
        var damaging = DamageCorpus.All.Single(one => one.Name == name);
        Skip(damaging);
        var backup = damaging.Damage(await SyntheticBackup.MakeAsync(_target.Path));

        var (damage, text) = await Found(backup, damaging);

        damage.ShouldBe(damaging.Expected);
        text.ShouldContain(damaging.Named);
    }

    [Fact]
    public void The_corpus_holds_at_least_twenty_cases() => DamageCorpus.All.Count.ShouldBeGreaterThanOrEqualTo(20);

    [Fact]
    public async Task The_table_of_the_corpus_names_no_case_as_undetected()
    {
        var table = new StringBuilder("| damage | found as | told |\n|---|---|---|\n");
        foreach (var damaging in DamageCorpus.All)
        {
            if (damaging.Expected is BackupDamage.Owner && Posix.EffectiveUser != 0)
                continue;
            using var target = new TemporaryDirectory();
            var backup = damaging.Damage(await SyntheticBackup.MakeAsync(target.Path));
            var (damage, text) = await Found(backup, damaging);
            table.Append(CultureInfo.InvariantCulture, $"| {damaging.Name} | {damage} | {text.Replace('|', ',')} |\n");
        }

        output.WriteLine(table.ToString());
        table.ToString().ShouldNotContain("undetected");
    }

    [Fact]
    public async Task Every_single_byte_of_the_manifest_counts()
    {
        var backup = await SyntheticBackup.MakeAsync(_target.Path);
        var whole = await File.ReadAllBytesAsync(backup.Manifest, Ct);

        for (var at = 0; at < whole.Length; at += 7)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x01;
            Should.Throw<BackupDamagedException>(() => ManifestText.Parse(Encoding.UTF8.GetString(changed)), $"byte {at}");
        }
    }

    [Fact]
    public async Task A_copy_that_belongs_to_somebody_else_as_a_whole_is_no_damage()
    {
        if (Posix.EffectiveUser != 0)
            Assert.Skip("only root may give files away");
        var backup = await SyntheticBackup.MakeAsync(_target.Path);
        foreach (var path in BackupFiles.Walk(backup.Directory).Select(entry => Path.Combine(backup.Directory, entry.Path)).Append(backup.Directory))
            Posix.Own(path, 4242, 4242);

        (await Verify(backup)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_damaged_file_is_named_not_only_the_first()
    {
        var backup = await SyntheticBackup.MakeAsync(_target.Path);
        File.Delete(Path.Combine(backup.Directory, "base/PG_VERSION"));
        await File.WriteAllTextAsync(Path.Combine(backup.Directory, "config/extra"), "", Ct);
        await File.AppendAllTextAsync(Path.Combine(backup.Directory, "base/base/5/16384"), "x", Ct);

        var (_, findings) = await Verify(backup);

        findings.Select(finding => (finding.Damage, finding.Path)).ShouldBe(
            [(BackupDamage.Missing, "base/PG_VERSION"), (BackupDamage.Size, "base/base/5/16384"), (BackupDamage.Extra, "config/extra")]);
    }

    static void Skip(Damaging damaging)
    {
        if (damaging.Expected is BackupDamage.Owner && Posix.EffectiveUser != 0)
            Assert.Skip("only root may give files away");
    }

    static Task<(BackupManifest Manifest, System.Collections.Immutable.ImmutableArray<BackupFinding> Findings)> Verify(BackupLayout backup) =>
        new BackupVerification(new SilentSink()).RunAsync(backup, Ct);

    /// <summary>The finding about what was damaged, whether it stops the reading or is one of a list.</summary>
    static async Task<(BackupDamage? Damage, string Text)> Found(BackupLayout backup, Damaging damaging)
    {
        try
        {
            var (_, findings) = await Verify(backup);
            var found = findings.FirstOrDefault(finding => finding.Damage == damaging.Expected) ?? findings.FirstOrDefault();
            return (found?.Damage, found?.ToString() ?? "undetected");
        }
        catch (BackupDamagedException error)
        {
            return (error.Damage, error.Reason);
        }
    }
}
