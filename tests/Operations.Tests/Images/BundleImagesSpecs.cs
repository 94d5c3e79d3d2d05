using DataSpec.Operations.Images;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Tests.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

/// <summary>Images that leave a real engine in a file and come back.</summary>
[Trait("kind", "integration")]
public sealed class BundleImagesSpecs : IDisposable
{
    readonly TemporaryDirectory _folder = new();
    readonly string _repository = $"dataspec-tests/bundle-{Guid.NewGuid():N}";

    string Reference => $"{_repository}:1";

    string Bundle => _folder.File("images.tar");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_is_the_same_image_on_an_engine_that_lacks_it_and_damage_is_told()
    {
        await using var live = await EngineWithImageAsync();
        var id = await IdAsync(live);
        var images = new BundleImages(live.Runner, live.Endpoint, new SilentSink());

        var written = await images.SaveAsync([Reference, Reference], Bundle, Ct);
        await live.DockerAsync("image", "rm", "--force", Reference);
        var image = (await ProvideAsync(live)).Images.ShouldHaveSingleItem();
        await live.DockerAsync("image", "rm", "--force", Reference);

        written.Images.ShouldHaveSingleItem().ShouldBe(Reference);
        (image.Source, image.Reference, image.ImageId).ShouldBe(("bundle", Reference, id));
        Directory.GetFiles(_folder.Path, "*.part").ShouldBeEmpty();

        await using (var half = File.OpenWrite(Bundle))
            half.SetLength(written.Bytes / 2);
        (await Should.ThrowAsync<DataSpecException>(ProvideAsync(live))).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public async Task An_image_that_is_missing_writes_no_bundle_and_leaves_the_older_one()
    {
        await using var live = await LiveEngine.WithAsync();
        await File.WriteAllTextAsync(Bundle, "the older one", Ct);

        var error = await Should.ThrowAsync<DataSpecException>(new BundleImages(live.Runner, live.Endpoint, new SilentSink()).SaveAsync([Reference], Bundle, Ct));

        (error.ExitCode, error.Message).ShouldBe((ExitCode.RequirementMissing, $"The engine has no image '{Reference}'."));
        (await File.ReadAllTextAsync(Bundle, Ct)).ShouldBe("the older one");
    }

    public void Dispose() => _folder.Dispose();

    async Task<LiveEngine> EngineWithImageAsync()
    {
        var live = await LiveEngine.WithAsync();
        await File.WriteAllTextAsync(_folder.File("Dockerfile"), $"FROM scratch\nCOPY Dockerfile /\nLABEL test={_repository}\nCMD [\"/none\"]\n", Ct);
        (await live.Runner.RunAsync(live.Endpoint.Docker("build", "--quiet", "--tag", Reference, _folder.Path).WithVariable("DOCKER_BUILDKIT", "1"), ct: Ct)).EnsureSuccess();
        return live;
    }

    async Task<string> IdAsync(LiveEngine live) => (await live.DockerAsync("image", "inspect", "--format", "{{.Id}}", Reference)).EnsureSuccess().StandardOutput.Trim();

    Task<ImagesResult> ProvideAsync(LiveEngine live)
    {
        var root = new StackRoot(_folder.Path);
        Directory.CreateDirectory(root.ImagesDirectory);
        File.WriteAllText(root.ImagesLock, $$"""{ "services": { "postgres": { "variable": "POSTGRES_IMAGE", "repository": "{{_repository}}", "tag": "1", "digest": "sha256:{{new string('0', 64)}}", "state": "supported" } } }""");
        return new ImagesOperation(root, live.Runner, TimeProvider.System, live.Endpoint)
            .RunAsync(new ImagesOptions { Source = ImageSource.Bundle, Bundle = Bundle, Services = ["postgres"] }, new SilentSink(), Ct);
    }
}
