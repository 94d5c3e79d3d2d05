using DataSpec.Operations.Backups;
using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

public sealed class KeySpecs
{
    const string FernetKey = "dGhpcyBpcyBhIGtleSBvZiAzMiBieXRlcywgeWVzISE=";
    const string OtherFernetKey = "dGhpcyBpcyBhIGtleSBvZiAzMiBieXRlcywgbm8hISE=";

    [Fact]
    public void What_the_cryptography_package_encrypted_is_read() => FernetCipher
        .Decrypt(FernetKey, "gAAAAABrAzBQUiF5e9AIpG2u0Tno7_6UIuo5JeELUaSQhy-zFViURyo3DvL3_aRPmv4W4oCMf7F-nyuawKADaJTQd3-ieYnrbQ==")
        .ShouldBe("Grüße");

    [Fact]
    public void What_Superset_stores_is_read_and_written_to_the_byte()
    {
        const string Stored = "GNtwSMO4+ALoXOfPV7AfspC8nJOSy97HEyy5vjr4EcM=";

        SupersetCipher.Decrypt("made-up-secret-key", Stored).ShouldBe("postgresql://röle:pa*ss@host");
        SupersetCipher.Encrypt("made-up-secret-key", "postgresql://röle:pa*ss@host").ShouldBe(Stored);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("sixteen bytes...")]
    [InlineData("longer than one block of the cipher, ü")]
    public void Each_cipher_reads_what_it_wrote(string text)
    {
        FernetCipher.Decrypt(FernetKey, FernetCipher.Encrypt(FernetKey, text, DateTimeOffset.UnixEpoch)).ShouldBe(text);
        SupersetCipher.Decrypt("key", SupersetCipher.Encrypt("key", text)).ShouldBe(text);
    }

    [Fact]
    public void Another_key_or_a_changed_text_gives_nothing()
    {
        var token = FernetCipher.Encrypt(FernetKey, "text", DateTimeOffset.UnixEpoch);

        FernetCipher.Decrypt(OtherFernetKey, token).ShouldBeNull();
        FernetCipher.Decrypt("no key", token).ShouldBeNull();
        FernetCipher.Decrypt(FernetKey, token[..^8]).ShouldBeNull();
        FernetCipher.Decrypt(FernetKey, "text").ShouldBeNull();
        SupersetCipher.Decrypt("other", SupersetCipher.Encrypt("key", "20261122T120000Z-backup-0a1b")).ShouldNotBe("20261122T120000Z-backup-0a1b");
    }

    [Fact]
    public void Canaries_tell_a_missing_and_a_wrong_key_apart()
    {
        var canaries = StackKeys.Canaries(new(FernetKey, "superset-key"), SyntheticBackup.Id, DateTimeOffset.UnixEpoch);
        var manifest = SyntheticBackup.Manifest(SyntheticBackup.Id, DateTimeOffset.UnixEpoch, [], []) with { Canaries = canaries };

        StackKeys.Problems(manifest, Env($"AIRFLOW_FERNET_KEY={FernetKey}\nSUPERSET_SECRET_KEY=superset-key\n")).ShouldBeEmpty();
        StackKeys.Problems(manifest, Env($"AIRFLOW_FERNET_KEY={FernetKey}\n")).ShouldHaveSingleItem().ShouldContain("SUPERSET_SECRET_KEY is missing");
        StackKeys.Problems(manifest, Env($"AIRFLOW_FERNET_KEY={OtherFernetKey}\nSUPERSET_SECRET_KEY=superset-key\n"))
            .ShouldHaveSingleItem().ShouldContain("AIRFLOW_FERNET_KEY in the backup's .env is not the key");

        static EnvDocument Env(string text) => EnvDocument.Parse(text);
    }
}
