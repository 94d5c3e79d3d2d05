using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Containers;

public sealed class LocalImagesSpecs
{
    static readonly EngineEndpoint _engine = new("docker", null, null, IsPrivate: false);

    [Fact]
    public void Id_digests_labels_and_size_are_read()
    {
        var image = LocalImages.Read("""{"Id":"sha256:ab","RepoDigests":["postgres@sha256:cd"],"Size":42,"Config":{"Labels":{"dataspec.key":"k"}}}""");
        image.Id.ShouldBe("sha256:ab");
        image.Digests.ShouldBe(["postgres@sha256:cd"]);
        image.Labels["dataspec.key"].ShouldBe("k");
        image.Size.ShouldBe(42);
    }

    [Fact]
    public void An_imported_image_has_neither_digests_nor_labels() =>
        LocalImages.Read("""{"Id":"sha256:ab","RepoDigests":null,"Size":1,"Config":{"Labels":null}}""").Labels.ShouldBeEmpty();

    [Fact]
    public async Task An_absent_image_is_null() =>
        (await new LocalImages(new ScriptedRunner(_ => (1, "", "Error: No such image: x")), _engine).FindAsync("x", TestContext.Current.CancellationToken)).ShouldBeNull();

    [Fact]
    public async Task An_engine_that_does_not_answer_is_not_an_absent_image() =>
        await Should.ThrowAsync<CommandFailedException>(
            new LocalImages(new ScriptedRunner(_ => (1, "", "Cannot connect")), _engine).FindAsync("x", TestContext.Current.CancellationToken));
}
