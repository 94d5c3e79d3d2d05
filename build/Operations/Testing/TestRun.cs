using System.Xml.Linq;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Testing;

/// <summary>What to test.</summary>
/// <param name="Filter">A part of the names of the tests to run; null for all.</param>
/// <param name="Full">Long matrices whole instead of this commit's share.</param>
public sealed record TestOptions(IReadOnlyList<TestKind> Kinds, string? Filter, bool Full);

/// <summary>Builds the test programs and runs them one after another: end-to-end tests share the machine with nothing.</summary>
/// <param name="dotnet">The SDK's <c>dotnet</c>, by name or path.</param>
public sealed class TestRun(StackRoot root, string dotnet, IProcessRunner processes, IProgressSink progress)
{
    /// <summary>Unit tests, which need no engine.</summary>
    public Task<TestReport> RunUnitAsync(TestOptions options, CancellationToken ct) => RunAsync(TestKind.Unit, options, engine: null, ct);

    /// <summary>All kinds asked for, with an engine and the images built from packages.</summary>
    public async Task<TestReport> RunAsync(TestOptions options, EngineEndpoint engine, ImagesOperation images, ImagesOptions from, CancellationToken ct)
    {
        await images.RunAsync(from, progress, ct);
        var report = TestReport.Empty;
        foreach (var kind in options.Kinds)
            report = report.Plus(await RunAsync(kind, options, engine, ct));
        return options.Kinds.Contains(TestKind.Integration)
            ? report.Plus(await new DagTests(root, engine, processes, progress).RunAsync(options.Filter, ct))
            : report;
    }

    async Task<TestReport> RunAsync(TestKind kind, TestOptions options, EngineEndpoint? engine, CancellationToken ct)
    {
        var report = TestReport.Empty;
        foreach (var suite in TestSuite.Of(kind))
        {
            await BuildAsync(suite, ct);
            report = report.Plus(await RunAsync(suite, options, engine, ct));
        }

        return report;
    }

    async Task BuildAsync(TestSuite suite, CancellationToken ct)
    {
        var project = Path.Combine(root.Directory, "tests", suite.Project, $"DataSpec.{suite.Project}.csproj");
        progress.Say(suite.Name, "building");
        var build = Command.Of(
            dotnet, "build", project, "-nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false");
        (await processes.RunAsync(build, ct: ct)).EnsureSuccess();
    }

    async Task<TestReport> RunAsync(TestSuite suite, TestOptions options, EngineEndpoint? engine, CancellationToken ct)
    {
        var results = Path.Combine(root.Temp, "test-results", $"{suite.Name.Replace(", ", "-").Replace(' ', '-')}.xml");
        Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        File.Delete(results);
        var name = $"DataSpec.{suite.Project}";
        var run = Command.Of(Path.Combine(root.Temp, "bin", name, name), [.. suite.Selection, "-xml", results, "-noColor", "-noLogo"])
            .WithVariable("DATASPEC_TEST_FULL", options.Full ? "1" : null);
        if (options.Filter is not null)
            run = run.With("-method", $"*{options.Filter}*");
        if (engine?.Host is not null)
            run = run.WithVariable("DOCKER_HOST", engine.Host);
        if (engine?.ConfigDirectory is not null)
            run = run.WithVariable("DOCKER_CONFIG", engine.ConfigDirectory);

        progress.Say(suite.Name, "running");
        var result = await processes.RunAsync(run, line => progress.Say(suite.Name, line.Text), ct);
        return File.Exists(results)
            ? TestReport.OfXml(suite.Name, XDocument.Load(results), mayBeEmpty: options.Filter is not null)
            : throw new CommandFailedException(result);
    }
}
