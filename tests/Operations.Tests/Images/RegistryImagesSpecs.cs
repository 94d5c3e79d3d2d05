using DataSpec.Operations.Images;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

/// <summary>Official images from a real registry; the images in it are small ones of the tests.</summary>
[Trait("kind", "integration")]
public sealed class RegistryImagesSpecs : IDisposable
{
    const string OtherDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000001";

    readonly TemporaryDirectory _folder = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_is_pulled_by_its_digest_and_found_present_the_next_time()
    {
        await using var registry = await LocalRegistry.StartAsync();
        var digest = await registry.PublishAsync("postgres", "18.6");
        WriteLock($$"""{ "postgres": {{Entry(registry, "postgres", "18.6", digest)}} }""");

        var first = (await ProvideAsync(registry)).Images.ShouldHaveSingleItem();
        var second = (await ProvideAsync(registry)).Images.ShouldHaveSingleItem();
        await registry.RemoveImageAsync(first.Reference);

        first.Source.ShouldBe("pulled");
        first.Reference.ShouldEndWith($"/postgres:18.6@{digest}");
        (second.Source, second.ImageId).ShouldBe(("present", first.ImageId));
    }

    [Fact]
    public async Task A_tag_that_now_names_other_bytes_than_the_pinned_digest_is_not_taken()
    {
        await using var registry = await LocalRegistry.StartAsync();
        await registry.PublishAsync("postgres", "18.6");
        WriteLock($$"""{ "postgres": {{Entry(registry, "postgres", "18.6", OtherDigest)}} }""");

        var error = await Should.ThrowAsync<CommandFailedException>(ProvideAsync(registry));

        error.Message.ShouldContain("not found");
    }

    [Fact]
    public async Task A_tag_that_the_registry_lacks_is_told_with_its_name()
    {
        await using var registry = await LocalRegistry.StartAsync();
        WriteLock($$"""{ "postgres": {{Entry(registry, "postgres", "18.9", digest: null)}} }""");

        var error = await Should.ThrowAsync<CommandFailedException>(ProvideAsync(registry));

        error.Message.ShouldContain("postgres:18.9");
    }

    [Fact]
    public async Task A_thin_layer_is_built_on_the_pulled_image_and_again_when_its_recipe_changes()
    {
        await using var registry = await LocalRegistry.StartAsync();
        var digest = await registry.PublishAsync("airflow", "3.3.2");
        var layer = $"dataspec-tests/layer-{Guid.NewGuid():N}:1";
        WriteLock(
            $$"""
            { "postgres": {{Entry(registry, "airflow", "3.3.2", digest)[..^2]}}, "layer": { "reference": "{{layer}}", "folder": "layer" } } }
            """);
        WriteLayer("one");

        var first = (await ProvideAsync(registry)).Images.ShouldHaveSingleItem();
        var again = (await ProvideAsync(registry)).Images.ShouldHaveSingleItem();
        WriteLayer("two");
        var changed = (await ProvideAsync(registry)).Images.ShouldHaveSingleItem();
        var label = await registry.Engine.DockerAsync("image", "inspect", "--format", "{{.Config.Labels.recipe}} {{.Config.Labels.test}}", layer);
        await registry.RemoveImageAsync(layer);

        (first.Source, first.Reference).ShouldBe(("pulled", layer));
        (again.Source, again.ImageId).ShouldBe(("present", first.ImageId));
        changed.ImageId.ShouldNotBe(first.ImageId);
        label.StandardOutput.ShouldStartWith("two ");
        label.StandardOutput.Trim().Length.ShouldBeGreaterThan("two ".Length);
    }

    public void Dispose() => _folder.Dispose();

    static string Entry(LocalRegistry registry, string repository, string tag, string? digest) =>
        $$"""
        { "variable": "POSTGRES_IMAGE", "repository": "{{registry.Address}}/{{repository}}", "tag": "{{tag}}", "digest": {{(digest is null ? "null" : $"\"{digest}\"")}}, "state": "supported" }
        """;

    Task<ImagesResult> ProvideAsync(LocalRegistry registry) =>
        new ImagesOperation(new StackRoot(_folder.Path), registry.Engine.Runner, TimeProvider.System, registry.Engine.Endpoint)
            .RunAsync(new ImagesOptions { Source = ImageSource.Pull, Services = ["postgres"] }, new SilentSink(), Ct);

    void WriteLock(string services)
    {
        Directory.CreateDirectory(Path.Combine(new StackRoot(_folder.Path).ImagesDirectory, "layer"));
        File.WriteAllText(new StackRoot(_folder.Path).ImagesLock, $$"""{ "services": {{services}} }""");
    }

    void WriteLayer(string recipe) =>
        File.WriteAllText(Path.Combine(new StackRoot(_folder.Path).ImagesDirectory, "layer", "Dockerfile"), $"ARG BASE\nFROM ${{BASE}}\nLABEL recipe={recipe}\n");
}
