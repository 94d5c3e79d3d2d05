using System.Linq.Expressions;
using DataSpec.Engine.Output;
using DataSpec.Engine.Sessions;
using Nuke.Common;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace DataSpec.Engine.Tests;

/// <summary>One run of a build inside the test: what went in, and everything that came out.</summary>
sealed class TestRun : IDisposable
{
    readonly StringWriter _output = new();
    readonly StringWriter _error = new();

    public TestRun() => Directory.CreateDirectory(Path.Combine(Root, ".nuke"));

    public string Root { get; } = Directory.CreateTempSubdirectory("engine-").FullName;

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public int ExitCode { get; private set; }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <summary>Names of the targets in the plan with what became of them: "A Succeeded, B Skipped".</summary>
    public string Statuses { get; private set; } = "";

    public TestRun With(string variable, string value)
    {
        Variables[variable] = value;
        return this;
    }

    public TestRun WithFile(string json, string name = "parameters.json")
    {
        File.WriteAllText(Path.Combine(Root, ".nuke", name), json);
        return this;
    }

    /// <summary>Splits the arguments at blanks.</summary>
    public T Run<T>(string arguments, params Expression<Func<T, Target>>[] defaults)
        where T : NukeBuild, new() => RunWords(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), defaults);

    public T RunWords<T>(string[] arguments, params Expression<Func<T, Target>>[] defaults)
        where T : NukeBuild, new()
    {
        var masking = new Masking();
        var console = new BuildConsole(() => _output, () => _error, _ => false, masking);
        var host = new BuildHost(arguments, Variables, Root, console, masking, TimeProvider.System);
        T? build = null;
        ExitCode = BuildSession.Start(host).Run(() => build = new T(), defaults);
        Statuses = string.Join(", ", build?.ExecutionPlan.Select(target => $"{target.Name} {target.Status}") ?? []);
        return build!;
    }

    public string LogFile() => File.ReadAllText(Directory.GetFiles(Path.Combine(Root, ".nuke", "temp"), "build.*.log").Single());

    /// <summary>What the run wrote about itself: the log, the drawn plan.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(Path.Combine(Root, ".nuke", "temp")).Select(File.ReadAllText);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
