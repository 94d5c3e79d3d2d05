using System.Xml.Linq;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Testing;

/// <summary>What to test: the kinds, and for the programs themselves an optional filter and the variables they see.</summary>
public sealed record TestOptions(
    IReadOnlyList<TestKind> Kinds,
    string? Filter,
    IReadOnlyDictionary<string, string?> Environment);

/// <summary>Builds the test programs and runs them one after another: end-to-end tests share the machine's two cores with nothing.</summary>
public sealed class TestRun(StackRoot root, IProcessRunner processes, IProgressSink progress)
{
    public async Task<TestReport> RunAsync(TestOptions options, CancellationToken ct)
    {
        var report = TestReport.Empty;
        foreach (var suite in options.Kinds.SelectMany(kind => TestSuite.Of(kind)))
        {
            await BuildAsync(suite, ct);
            report = report.Plus(await RunAsync(suite, options, ct));
        }

        return report;
    }

    async Task BuildAsync(TestSuite suite, CancellationToken ct)
    {
        var project = Path.Combine(root.Directory, "tests", suite.Project, $"DataSpec.{suite.Project}.csproj");
        var build = Command.Of("dotnet", "build", project, "-nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false",
            "-p:RunAnalyzers=false");
        progress.Say(suite.Name, "building");
        (await processes.RunAsync(build, ct: ct)).EnsureSuccess();
    }

    async Task<TestReport> RunAsync(TestSuite suite, TestOptions options, CancellationToken ct)
    {
        var results = Path.Combine(root.Temp, "test-results", $"{suite.Name.Replace(", ", "-").Replace(' ', '-')}.xml");
        Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        File.Delete(results);
        var name = $"DataSpec.{suite.Project}";
        var run = Command.Of(Path.Combine(root.Temp, "bin", name, name), [.. suite.Selection, "-xml", results, "-noColor", "-noLogo"]);
        if (options.Filter is not null)
            run = run.With("-method", $"*{options.Filter}*");
        foreach (var (variable, value) in options.Environment)
            run = run.WithVariable(variable, value);

        progress.Say(suite.Name, "running");
        var result = await processes.RunAsync(run, line => progress.Say(suite.Name, line.Text), ct);
        if (!File.Exists(results))
            throw new CommandFailedException(result);
        return TestReport.OfXml(suite.Name, XDocument.Load(results));
    }
}
