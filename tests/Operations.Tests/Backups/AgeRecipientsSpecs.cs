using DataSpec.Operations.Backups.Forms;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

public sealed class AgeRecipientsSpecs : IDisposable
{
    const string Key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    const string Secret = "AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQS";

    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(Key)]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJw me@here")]
    public void A_public_key_is_taken_as_it_is(string key) => AgeRecipients.Parse($" {key} ", _directory.Path).Keys.ShouldBe([key]);

    [Fact]
    public void A_file_gives_all_its_keys()
    {
        File.WriteAllText(_directory.File("keys"), $"# mine\n{Key}\n\nssh-rsa AAAA other\n");

        AgeRecipients.Parse("keys", _directory.Path).Keys.ShouldBe([Key, "ssh-rsa AAAA other"]);
    }

    [Fact]
    public void A_secret_key_is_refused_and_never_repeated()
    {
        File.WriteAllText(_directory.File("secret"), $"# public key: {Key}\n{Secret}\n");

        foreach (var typed in new[] { Secret, "secret" })
        {
            var error = Should.Throw<DataSpecException>(() => AgeRecipients.Parse(typed, _directory.Path));
            error.ExitCode.ShouldBe(ExitCode.WrongUsage);
            error.ToString().ShouldNotContain(Secret);
            error.Message.ShouldContain("secret key");
        }
    }

    [Theory]
    [InlineData("me@example.org")]
    [InlineData("missing.txt")]
    public void What_is_no_key_and_no_file_is_named(string typed) => Should.Throw<DataSpecException>(() => AgeRecipients.Parse(typed, _directory.Path)).Message.ShouldContain($"'{typed}'");
}
