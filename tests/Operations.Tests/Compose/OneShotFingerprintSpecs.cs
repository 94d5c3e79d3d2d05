using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

public sealed class OneShotFingerprintSpecs : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dataspec-test-");

    public OneShotFingerprintSpecs() => Write("select 1");

    [Fact]
    public void The_same_inputs_give_the_same_value() => Of().ShouldBe(Of());

    [Fact]
    public void Another_secret_in_the_environment_changes_it() => Of(definition: """{"environment":{"P":"b"}}""").ShouldNotBe(Of());

    [Fact]
    public void Another_image_changes_it() => Of(image: "sha256:2").ShouldNotBe(Of());

    [Fact]
    public void Another_key_changes_it() => Of(key: "other").ShouldNotBe(Of());

    [Fact]
    public void Another_text_in_a_script_changes_it()
    {
        var before = Of();
        Write("select 2");
        Of().ShouldNotBe(before);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, "roles.sql"), text);

    string Of(string definition = """{"environment":{"P":"a"}}""", string image = "sha256:1", string key = "key") =>
        OneShotFingerprint.Of(
            new ServiceDefinition("x", "image", IsOneShot: true, ImmutableDictionary<string, DependencyCondition>.Empty, [_folder.FullName], definition, ""), image, key);
}
