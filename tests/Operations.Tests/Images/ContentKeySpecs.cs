using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Tests.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

public sealed class ContentKeySpecs : IDisposable
{
    static readonly PackageRecipe _recipe = new(
        "x:1", "image", "base.args", "base", "1", new Dictionary<string, string>(StringComparer.Ordinal) { ["MAJOR"] = "18" }, "list.txt");

    readonly TemporaryDirectory _folder = new();

    public ContentKeySpecs()
    {
        Directory.CreateDirectory(_folder.Root.ImagesDirectory + "/image");
        Write("Dockerfile", "FROM x");
        Write("entrypoint.sh", "exec");
        Write("hook.sh", "true");
        Write("base.args", "--essential-hook=sh {scripts}/hook.sh \"$1\"\nbookworm");
        Write("list.txt", "a==1");
    }

    [Fact]
    public void Equal_inputs_have_equal_keys() => Key().ShouldBe(Key());

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("entrypoint.sh")]
    [InlineData("hook.sh")]
    [InlineData("base.args")]
    [InlineData("list.txt")]
    [InlineData("new-file")]
    public void The_key_follows_every_file_of_the_folder(string file)
    {
        var before = Key();
        Write(file, "changed");
        Key().ShouldNotBe(before);
    }

    [Fact]
    public void The_key_follows_the_arguments() =>
        Key(_recipe with { Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { ["MAJOR"] = "17" } }).ShouldNotBe(Key());

    [Fact]
    public void The_key_of_the_base_follows_the_scripts_it_runs_and_nothing_else()
    {
        var before = BaseKey();
        Write("entrypoint.sh", "changed");
        BaseKey().ShouldBe(before);
        Write("hook.sh", "changed");
        BaseKey().ShouldNotBe(before);
    }

    [Fact]
    public void Parts_cannot_run_together_to_the_same_key()
    {
        using var one = new ContentKey().Add("ab", "c");
        using var other = new ContentKey().Add("a", "bc");
        one.Value.ShouldNotBe(other.Value);
    }

    public void Dispose() => _folder.Dispose();

    void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.Root.ImagesDirectory, "image", file), text);

    string BaseKey() => BaseSystem.KeyOf(_folder.Root.ImagesDirectory + "/image", _recipe);

    string Key(PackageRecipe? recipe = null)
    {
        var runner = new ScriptedRunner(_ => null);
        var engine = new EngineEndpoint("docker", null, null, IsPrivate: false);
        var bases = new BaseSystem(runner, engine, new ToolBootstrap(runner, _folder.Path), mirror: null);
        return new PackageImages(_folder.Root, runner, engine, new WheelSource(null, null), bases, new SilentSink()).KeyOf(recipe ?? _recipe);
    }
}
