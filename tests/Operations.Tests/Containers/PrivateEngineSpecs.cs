using System.Formats.Tar;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Containers;

[Trait("kind", "integration")]
public sealed class PrivateEngineSpecs
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_starts_stops_and_keeps_its_images_and_leaves_nothing_running()
    {
        if (!Environment.IsPrivilegedProcess || ProgramPath.Find("apt-get") is null)
            Assert.Skip("a private engine needs root and apt");
        using var folder = new TemporaryDirectory();
        var runner = new ProcessRunner(TimeProvider.System);
        var engine = new PrivateEngine(folder.Root, runner, TimeProvider.System);
        var status = await StartOrSkipAsync(engine);
        try
        {
            status.Running.ShouldBeTrue();
            status.Endpoint.IsPrivate.ShouldBeTrue();
            File.ReadAllText(status.EnvironmentFile).ShouldContain("DOCKER_HOST=");
            (await new EngineProbe(runner).ComposeVersionAsync(status.Endpoint, Ct)).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(ContainerEngine.LeastCompose);
            (await runner.RunAsync(status.Endpoint.Docker("import", TinyImage(folder), "imgtest-tiny:1"), ct: Ct)).EnsureSuccess();
            (await engine.StartAsync(new SilentSink(), Ct)).ProcessId.ShouldBe(status.ProcessId);
            (await runner.RunAsync(status.Endpoint.Docker("create", "--name", "imgtest-kept", "imgtest-tiny:1", "/none"), ct: Ct)).EnsureSuccess();

            await engine.StopAsync(new SilentSink(), Ct);
            (await engine.StatusAsync(Ct)).ProcessId.ShouldBeNull();
            // Gone, or waiting to be collected by a parent that does not: no work in either case.
            (File.Exists($"/proc/{status.ProcessId}/cmdline") ? File.ReadAllText($"/proc/{status.ProcessId}/cmdline") : "").ShouldBeEmpty();

            await engine.StartAsync(new SilentSink(), Ct);
            (await runner.RunAsync(status.Endpoint.Docker("ps", "--all", "--format", "{{.Names}}"), ct: Ct)).StandardOutput.Trim().ShouldBe("imgtest-kept");
        }
        finally
        {
            await engine.StopAsync(new SilentSink(), CancellationToken.None);
        }
        (await engine.StatusAsync(Ct)).Running.ShouldBeFalse();
    }

    [Fact]
    public async Task A_pid_file_that_names_another_process_does_not_count_as_running()
    {
        using var folder = new TemporaryDirectory();
        var paths = PrivateEnginePaths.Of(folder.Root.PrivateEngine);
        Directory.CreateDirectory(paths.RunDirectory);
        File.WriteAllText(paths.PidFile, $"{Environment.ProcessId}");
        var status = await new PrivateEngine(folder.Root, new ScriptedRunner(_ => null), TimeProvider.System).StatusAsync(Ct);
        status.ProcessId.ShouldBeNull();
        status.Running.ShouldBeFalse();
        status.Installed.ShouldBeFalse();
    }

    static async Task<PrivateEngineStatus> StartOrSkipAsync(PrivateEngine engine)
    {
        try
        {
            return await engine.StartAsync(new SilentSink(), Ct);
        }
        catch (DataSpecException error) when (error.Message.Contains("could not be downloaded", StringComparison.Ordinal))
        {
            Assert.Skip("the distribution's packages cannot be reached");
            throw;
        }
    }

    static string TinyImage(TemporaryDirectory folder)
    {
        var file = folder.File("tiny.tar");
        using var tar = new TarWriter(File.Create(file));
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "hello") { DataStream = new MemoryStream("hello"u8.ToArray()) });
        return file;
    }
}
