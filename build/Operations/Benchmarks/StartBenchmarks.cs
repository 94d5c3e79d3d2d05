using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Benchmarks;

/// <summary>What a call of this build costs before it does anything, beside a start in NUKE's manner and Cake's runner, all in turn.</summary>
sealed partial class StartBenchmarks(IProcessRunner runner, IProgressSink progress, string dotnet, bool quick)
{
    const string CakeVersion = "7.0.0";

    readonly PairedRuns _runs = new(runner);

    public async Task<ImmutableArray<Measured>> RunAsync(StackRoot root, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("dataspec-starts-");
        try
        {
            var build = Command.Of(Path.Combine(root.Directory, "build.sh")).In(root.Directory);
            var bootstrap = Bootstrap(folder.FullName);
            List<Command> commands = [build, build.With("--help"), build.With(":complete", "Backup", "--target-dir", "x", "--la"), build.With("Up", "--plan"), bootstrap];
            if (await CakeAsync(folder.FullName, ct) is { } cake)
                commands.Add(cake);
            return [.. Read(await InTurnAsync(commands, quick ? 1 : 10, ct)), await PlanningAsync(root, ct)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static ImmutableArray<Measured> Read(ImmutableArray<ImmutableArray<double>> seconds)
    {
        var (start, help, completion, plan, bootstrap) = (seconds[0], seconds[1], seconds[2], seconds[3], seconds[4]);
        var beside = $"bootstrap in NUKE's manner {Statistics.Spread(bootstrap, "s")}, " + (seconds.Length > 5 ? $"Cake {Statistics.Spread(seconds[5], "s")}" : "Cake could not be had");
        return
        [
            Of(Promise.Start, start),
            Of(Promise.Help, help),
            Promise.HelpBesideNuke.Of(Statistics.Median(bootstrap.Zip(help, (theirs, ours) => theirs / ours)), $"help {Statistics.Spread(help, "s")}, {beside}; all in turn"),
            Of(Promise.Completion, completion),
            Of(Promise.PlanOfUp, plan),
        ];
    }

    static Measured Of(Promise promise, ImmutableArray<double> seconds) =>
        promise.Of(Statistics.Median(seconds), string.Create(CultureInfo.InvariantCulture, $"{Statistics.Spread(seconds, "s")} in {seconds.Length} runs"));

    /// <summary>A run of each that does not count, then one of each in turn.</summary>
    async Task<ImmutableArray<ImmutableArray<double>>> InTurnAsync(List<Command> commands, int rounds, CancellationToken ct)
    {
        var seconds = commands.ConvertAll(_ => new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            for (var index = 0; index < commands.Count; index++)
            {
                var taken = await _runs.SecondsAsync(commands[index], ct);
                if (round >= 0)
                    seconds[index].Add(taken);
            }
        }

        return [.. seconds.Select(values => values.ToImmutableArray())];
    }

    /// <summary>The planner alone, by the test that measures it: the program itself has no build of a thousand targets.</summary>
    async Task<Measured> PlanningAsync(StackRoot root, CancellationToken ct)
    {
        var project = Path.Combine(root.Directory, "tests", "Engine.Tests");
        (await runner.RunAsync(Quiet(Command.Of(dotnet, "build", project, "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false").In(root.Directory)), ct: ct)).EnsureSuccess();
        var tests = Command.Of(Path.Combine(root.Temp, "bin", "DataSpec.Engine.Tests", "DataSpec.Engine.Tests"), "-explicit", "only", "-method", "*.Of_a_thousand_targets", "-showLiveOutput", "-noLogo", "-noColor");
        var told = Planned().Match((await runner.RunAsync(tests.In(root.Directory), ct: ct)).EnsureSuccess().StandardOutput);
        return Promise.PlanOfThousand.Of(double.Parse(told.Groups["first"].ValueSpan, CultureInfo.InvariantCulture), $"the first plan of a program; then {told.Groups["then"].Value} ms, the median of 51");
    }

    [GeneratedRegex(@"first plan (?<first>[0-9.]+) ms, then (?<then>[0-9.]+) ms", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Planned();

    /// <summary>The steps of NUKE's own build.sh, around a program that does nothing.</summary>
    Command Bootstrap(string folder)
    {
        var project = Path.Combine(folder, "nuke", "_build.csproj");
        Directory.CreateDirectory(Path.GetDirectoryName(project)!);
        File.WriteAllText(project, "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>\n");
        File.WriteAllText(Path.Combine(folder, "nuke", "Build.cs"), "System.Console.WriteLine(\"help\");\n");
        const string steps = """
            "$1" --version >/dev/null && "$1" --version >/dev/null &&
            "$1" build "$2" /nodeReuse:false /p:UseSharedCompilation=false -nologo -clp:NoSummary --verbosity quiet &&
            "$1" run --project "$2" --no-build -- --help
            """;
        return Quiet(Command.Of("sh", "-c", steps, "bootstrap", dotnet, project).In(folder));
    }

    /// <summary>Null where the package index does not have it.</summary>
    async Task<Command?> CakeAsync(string folder, CancellationToken ct)
    {
        var install = Quiet(Command.Of(dotnet, "tool", "install", "Cake.Tool", "--version", CakeVersion, "--tool-path", Path.Combine(folder, "cake")).In(folder));
        if (!(await runner.RunAsync(install, ct: ct)).Succeeded)
        {
            progress.Warn("benchmark", $"Cake.Tool {CakeVersion} cannot be installed: left out");
            return null;
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "build.cake"), "Task(\"Default\").Description(\"Nothing\").Does(() => {});\nRunTarget(Argument(\"target\", \"Default\"));\n", ct);
        return Quiet(Command.Of(Path.Combine(folder, "cake", "dotnet-cake"), "build.cake", "--description").In(folder));
    }

    static Command Quiet(Command command) => command
        .WithVariable("DOTNET_CLI_TELEMETRY_OPTOUT", "1")
        .WithVariable("DOTNET_NOLOGO", "1")
        .WithVariable("CAKE_SETTINGS_ENABLESCRIPTCACHE", "true");
}
