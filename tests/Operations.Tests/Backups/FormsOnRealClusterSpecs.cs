using System.Runtime.Versioning;
using System.Text;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class FormsOnRealClusterSpecs : IAsyncLifetime
{
    RealCluster _cluster = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await RealCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.ArchiveWithoutOwners))]
    public async Task On_a_file_system_without_owners_a_backup_is_one_archive_proved_before_and_after()
    {
        await using var disk = await TestDisk.ExFatAsync(_cluster.Target.File("stick"), megabytes: 400);

        var result = await _cluster.BackUpAsync(target: disk.Path);

        result.Form.ShouldBe(BackupForm.Packed);
        result.Proof.ShouldNotBeNull().Failures.ShouldBeEmpty();
        _cluster.Progress.About("form").ShouldHaveSingleItem().ShouldContain("keeps no owners");
        Names(result.Directory).ShouldBe(["MANIFEST.json", "RESTORE.md", "backup.tar.zst", "proof.json"]);
        var found = BackupCatalogue.Find(disk.Path, "latest");
        found.Manifest!.Bytes().ShouldBe(result.Bytes);
        found.Manifest.Pack!.PlainBytes.ShouldBeGreaterThan(2 * result.Bytes);
        found.Manifest.PostgresBytes().ShouldBeGreaterThan(30_000_000);
        TestContext.Current.TestOutputHelper!.WriteLine($"{found.Manifest.Pack.PlainBytes} bytes in {result.Bytes}, {result.Seconds} s in all");
        (await _cluster.Proving.RunAsync(found.Backup, Ct)).Failures.ShouldBeEmpty();
        await using (var plain = await _cluster.Form().OpenAsync(found.Backup, Ct))
        {
            plain.IsScratch.ShouldBeTrue();
            (await new BackupVerification(new SilentSink()).RunAsync(plain.Layout, Ct)).Findings.ShouldBeEmpty();
            plain.Manifest.Checksum.ShouldBe(found.Manifest.Pack.Manifest);
        }

        (await _cluster.LeftAsync()).ShouldBeEmpty();

        // By hand, as the page in it says.
        await TestPrograms.RequireAsync("zstd", "zstd");
        var page = await File.ReadAllTextAsync(found.Backup.Instructions, Ct);
        var commands = page.Split("```sh\n")[1].Split("```")[0].Replace($"/path/to/{result.Id}\"", $"{result.Directory}\"", StringComparison.Ordinal)
            .Replace("/path/to/unpacked\"", $"{_cluster.Target.File("by hand")}\"", StringComparison.Ordinal).Replace("sudo ", "", StringComparison.Ordinal);
        (await TestPrograms.RunAsync("bash", "-euo", "pipefail", "-c", commands)).ShouldBe("whole");
        var (_, findings) = await new BackupVerification(new SilentSink()).RunAsync(new(Path.Combine(_cluster.Target.File("by hand"), result.Id)), Ct);
        findings.ShouldBeEmpty();
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.Encryption))]
    public async Task An_encrypted_backup_holds_nothing_readable_and_opens_with_its_key_alone()
    {
        using var keys = new TemporaryDirectory();
        var mine = await AgeKeys.MakeAsync(keys.File("mine"));
        var other = await AgeKeys.MakeAsync(keys.File("other"));
        await _cluster.ExecuteAsync("create table secrets as select 'readable-' || n as word from generate_series(1, 2000) n");

        var result = await _cluster.BackUpAsync(encrypt: mine.Recipient);

        result.Form.ShouldBe(BackupForm.Encrypted);
        result.Proof.ShouldNotBeNull().Failures.ShouldBeEmpty();
        Names(result.Directory).ShouldBe(["MANIFEST.json", "RESTORE.md", "backup.tar.zst.age", "proof.json"]);
        var all = string.Concat(Directory.EnumerateFiles(result.Directory).Select(path => Encoding.Latin1.GetString(File.ReadAllBytes(path))));
        all.ShouldContain(mine.Recipient);
        foreach (var secret in new[] { "readable-1", "made-up-password", "made-up-superset-key", RealCluster.FernetKey })
            all.ShouldNotContain(secret);
        var backup = new BackupLayout(result.Directory);

        (await Should.ThrowAsync<DataSpecException>(_cluster.Proving.RunAsync(backup, Ct))).Message.ShouldContain(mine.Recipient);
        (await Should.ThrowAsync<DataSpecException>(_cluster.ProvingWith(other.Identity).RunAsync(backup, Ct))).Message.ShouldContain("does not open the backup");
        BackupCatalogue.Find(_cluster.Target.Path, backup.Id).IsProved.ShouldBeTrue();
        (await _cluster.ProvingWith(mine.Identity).RunAsync(backup, Ct)).Failures.ShouldBeEmpty();

        Flip(Path.Combine(backup.Directory, "backup.tar.zst.age"), 5000);
        (await _cluster.ProvingWith(mine.Identity).RunAsync(backup, Ct)).Failures.ShouldBe(["backup.tar.zst.age: holds other bytes than were written"]);
        (await Should.ThrowAsync<BackupDamagedException>(_cluster.Form(mine.Identity).OpenAsync(backup, Ct))).Damage.ShouldBe(BackupDamage.Content);
        (await _cluster.LeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_archive_that_fits_its_manifest_but_holds_another_backup_is_refused()
    {
        await using var disk = await TestDisk.ExFatAsync(_cluster.Target.File("stick"), megabytes: 400);
        var one = new BackupLayout((await _cluster.BackUpAsync(prove: false, target: disk.Path)).Directory);
        var other = new BackupLayout((await _cluster.BackUpAsync(prove: false, target: disk.Path)).Directory);

        File.Copy(Path.Combine(other.Directory, "backup.tar.zst"), Path.Combine(one.Directory, "backup.tar.zst"), overwrite: true);
        (await Should.ThrowAsync<BackupDamagedException>(_cluster.Form().OpenAsync(one, Ct))).Damage.ShouldBeOneOf(BackupDamage.Size, BackupDamage.Content);
        var (_, files) = await BackupFiles.ListAsync(one, new SilentSink(), Ct);
        var manifest = ManifestText.Read(one);
        await File.WriteAllTextAsync(one.Manifest, ManifestText.Of(manifest with { Files = files, Pack = manifest.Pack! with { Sha256 = ManifestText.Read(other).Pack!.Sha256 } }), Ct);

        (await Should.ThrowAsync<BackupDamagedException>(_cluster.Form().OpenAsync(one, Ct))).Message.ShouldContain("is the archive of another backup");
        (await _cluster.LeftAsync()).ShouldBeEmpty();
    }

    static string[] Names(string directory) => [.. Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    static void Flip(string path, int at)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 1));
    }
}
