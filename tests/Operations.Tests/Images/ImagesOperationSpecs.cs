using DataSpec.Operations.Images;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Tests.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

public sealed class ImagesOperationSpecs
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("kind", "integration")]
    public async Task Images_that_were_built_from_these_inputs_are_found_in_well_under_ten_seconds()
    {
        await using var engine = await LiveEngine.WithAsync("dataspec/postgres:18.6-packages", "dataspec/airflow:3.3.2-packages");
        var operation = new ImagesOperation(Checkout.Root, engine.Runner, TimeProvider.System, engine.Endpoint);
        var options = new ImagesOptions { Source = ImageSource.Present };
        var result = await operation.RunAsync(options, new SilentSink(), Ct);
        result.Images.Select(image => (image.EnvKey, image.Source)).ShouldBe([("POSTGRES_IMAGE", "present"), ("AIRFLOW_IMAGE", "present")]);
        result.Images.ShouldAllBe(image => image.Duration < TimeSpan.FromSeconds(10) && image.ImageId.StartsWith("sha256:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_asked_once_for_all_images()
    {
        var runner = Nothing(pull: "dial tcp: lookup registry-1.docker.io: no such host");
        var error = await Should.ThrowAsync<DataSpecException>(RunAsync(runner, ImageSource.Pull));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("'postgres' and 'airflow'");
        error.NextStep.ShouldNotBeNull().ShouldContain("--images packages");
        runner.Asked.Count(command => command.StartsWith("docker pull", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_registry_that_refuses_is_a_failure_and_not_taken_for_unreachable() =>
        (await Should.ThrowAsync<DataSpecException>(RunAsync(Nothing(pull: "manifest for postgres:18.6 not found: manifest unknown"), ImageSource.Auto)))
            .Message.ShouldContain("manifest unknown");

    [Fact]
    public async Task Present_asks_no_registry_and_builds_nothing()
    {
        var runner = Nothing(pull: "");
        (await Should.ThrowAsync<DataSpecException>(RunAsync(runner, ImageSource.Present))).Message.ShouldContain("is not present");
        runner.Asked.ShouldAllBe(command => command.StartsWith("docker image inspect", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_optional_image_that_cannot_be_had_hinders_nothing_and_is_told_of()
    {
        var runner = new ScriptedRunner(command => command.Contains("grafana", StringComparison.Ordinal)
            ? (1, "", "Error: No such image")
            : (0, """{"Id":"sha256:ab","RepoDigests":null,"Size":1,"Config":{"Labels":null}}""", ""));

        var result = await RunAsync(runner, ImageSource.Present, optional: ["grafana"]);

        result.Missing.ShouldBe(["grafana"]);
        result.Images.Select(image => image.Service).ShouldBe(["postgres", "airflow"]);
    }

    [Fact]
    public async Task A_bundle_that_was_not_named_is_asked_for_before_the_engine_is()
    {
        var runner = Nothing(pull: "");

        (await Should.ThrowAsync<DataSpecException>(RunAsync(runner, ImageSource.Bundle))).Message.ShouldContain("--bundle FILE");

        runner.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stack_on_package_images_does_not_move_to_the_official_ones_by_itself()
    {
        var runner = Nothing(pull: "unused");
        var current = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["POSTGRES_IMAGE"] = "dataspec/postgres:18.6-packages",
            ["AIRFLOW_IMAGE"] = "dataspec/airflow:3.3.2-packages",
        };
        await Should.ThrowAsync<DataSpecException>(RunAsync(runner, ImageSource.Auto, current));
        runner.Asked.ShouldNotContain(command => command.StartsWith("docker pull", StringComparison.Ordinal));
        runner.Asked.ShouldContain(command => command.Contains("mmdebstrap", StringComparison.Ordinal) || command.StartsWith("apt", StringComparison.Ordinal));
    }

    static ScriptedRunner Nothing(string pull) =>
        new(command => command.StartsWith("docker image inspect", StringComparison.Ordinal) ? (1, "", "Error: No such image")
            : command.StartsWith("docker pull", StringComparison.Ordinal) ? (1, "", pull)
            : (1, "", "not in this test"));

    static async Task<ImagesResult> RunAsync(ScriptedRunner runner, ImageSource source, Dictionary<string, string>? current = null, string[]? optional = null)
    {
        using var folder = new TemporaryDirectory();
        Directory.CreateDirectory(folder.Root.ComposeDirectory);
        Directory.CreateDirectory(folder.Root.Airflow);
        File.Copy(Checkout.Root.ImagesLock, folder.Root.ImagesLock);
        File.WriteAllText(Path.Combine(folder.Root.Airflow, "requirements.txt"), "dlt==1");
        foreach (var file in Directory.EnumerateFiles(Checkout.Root.ImagesDirectory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder.Root.ImagesDirectory, Path.GetRelativePath(Checkout.Root.ImagesDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var operation = new ImagesOperation(folder.Root, runner, TimeProvider.System, new("docker", null, null, IsPrivate: false));
        var options = new ImagesOptions { Source = source, Current = current ?? new Dictionary<string, string>(StringComparer.Ordinal), Optional = optional ?? [] };
        return await operation.RunAsync(options, new SilentSink(), Ct);
    }
}
