using DataSpec.Operations.Images;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

public sealed class ImageCatalogueSpecs
{
    [Fact]
    public void The_committed_list_names_tags_that_are_not_latest()
    {
        var catalogue = ImageCatalogue.Load(Checkout.Root.ImagesLock);
        catalogue.Services.Keys.ShouldContain("postgres");
        catalogue.Services.Values.ShouldAllBe(image => image.Tag.Length > 0 && !image.Tag.Contains("latest", StringComparison.Ordinal));
        catalogue["airflow"].Reference.ShouldBe("dataspec/airflow:3.3.2");
        catalogue["postgres"].Packages!.Reference.ShouldBe("dataspec/postgres:18.6-packages");
        catalogue["promtail"].State.ShouldBe("end-of-life");
    }

    [Fact]
    public void A_known_digest_is_part_of_what_is_pulled() =>
        new CatalogueImage("X", "postgres", "18.6", "sha256:ab", "supported").Official.ShouldBe("postgres:18.6@sha256:ab");

    [Theory]
    [InlineData("{")]
    [InlineData("""{"services":{"x":{"tag":"1"}}}""")]
    [InlineData("""{"services":{},"unknown":1}""")]
    public void A_list_that_cannot_be_read_is_named_with_the_way_back(string json)
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder.File("lock.json"), json);
        var error = Should.Throw<DataSpecException>(() => ImageCatalogue.Load(folder.File("lock.json")));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("lock.json");
        error.NextStep.ShouldNotBeNull().ShouldContain("git checkout");
    }

    [Fact]
    public void An_unknown_service_is_wrong_usage_and_the_known_ones_are_listed()
    {
        var error = Should.Throw<DataSpecException>(() => ImageCatalogue.Load(Checkout.Root.ImagesLock)["mysql"]);
        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
        error.NextStep.ShouldNotBeNull().ShouldContain("postgres");
    }
}
