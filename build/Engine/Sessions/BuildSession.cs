using System.Linq.Expressions;
using DataSpec.Engine.Definition;
using DataSpec.Engine.Output;
using DataSpec.Engine.Parameters;
using DataSpec.Engine.Planning;
using DataSpec.Engine.Running;
using Nuke.Common;
using Nuke.Common.CI.GitHubActions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Serilog;

namespace DataSpec.Engine.Sessions;

/// <summary>One run of one build: reads what was asked, and shows help, shows the plan, or executes it.</summary>
sealed class BuildSession(BuildHost host)
{
    const int Done = 0;
    const int Failed = 1;
    const int WrongUsage = 2;

    static BuildSession? s_current;

    Dictionary<(Type? Owner, string Name), object> _values = [];
    AbsolutePath? _root;

    /// <summary>The run that the statics of <see cref="NukeBuild"/> speak of.</summary>
    public static BuildSession Current => s_current ?? throw new InvalidOperationException("A build exists only inside NukeBuild.Execute.");
    public AbsolutePath Root => _root!;
    public Host Host { get; } = host.Variables.ContainsKey("GITHUB_ACTIONS") ? new GitHubActions(host.Console) : new Terminal();
    public IReadOnlyList<ExecutableTarget> Plan { get; private set; } = [];
    public bool IsPlanOnly { get; private set; }
    public static BuildSession Start(BuildHost host) => s_current = new BuildSession(host);

    /// <summary>Value that was given for the parameter that an expression names; null where none was.</summary>
    public object? ValueOf(LambdaExpression expression) =>
        MemberCalls.MemberOf(expression) is { } member ? _values.GetValueOrDefault((member.DeclaringType, member.Name)) : null;

    public int Run<T>(Func<T> create, IReadOnlyList<LambdaExpression> defaultTargets)
        where T : NukeBuild
    {
        try
        {
            var asked = host.Arguments is [":complete", ..] ? host.Arguments.Skip(1).ToArray() : null;
            var commandLine = CommandLine.Parse(asked?.SkipLast(1) ?? host.Arguments);
            _root = Inputs.Root(host, commandLine);
            var build = create();
            var defaults = defaultTargets.Select(expression => MemberCalls.MemberOf(expression)!.Name).ToHashSet(StringComparer.Ordinal);
            var request = new Request(host, Root, commandLine, ParameterDiscovery.Of(typeof(T)), TargetGraph.Of(build, defaults));
            if (asked is not null)
                return Complete(build, request, asked);
            var invoked = request.Invoked.Count > 0 ? request.Invoked : [.. request.Targets.Where(target => target.IsDefault)];
            return request.Help || invoked.Count == 0 ? ShowHelp(request) : Run(build, request, invoked);
        }
        catch (UsageException error)
        {
            foreach (var problem in error.Problems)
                host.Console.Error(problem);
            host.Console.Error($"Try: {BuildHost.Command} --help");
            return WrongUsage;
        }
        catch (BuildDefinitionException error)
        {
            host.Console.Error(error.Message);
            return Failed;
        }
    }

    /// <summary>Wrong words are for the run to tell; a shell shows what it gets.</summary>
    int Complete(NukeBuild build, Request request, IReadOnlyList<string> words)
    {
        Plan = Planner.Plan(request.Targets, request.Invoked);
        _values = request.ReadValues(build);
        foreach (var line in new Completion(build, request, words).Lines())
            host.Console.Line(line);
        return Done;
    }

    int ShowHelp(Request request)
    {
        request.ThrowIfWrong();
        var lines = request.Invoked.Count == 0
            ? new HelpText(BuildHost.Command, request.Targets, request.Parameters).Lines()
            : request.Invoked.SelectMany(new TargetHelpText(BuildHost.Command, request.Targets, request.Parameters).Lines);
        foreach (var line in lines)
            host.Console.Line(line);
        return Done;
    }

    int Run(NukeBuild build, Request request, IReadOnlyList<ExecutableTarget> invoked)
    {
        foreach (var target in request.Invoked)
            target.Invoked = true;
        Plan = Planner.Plan(request.Targets, invoked);
        IsPlanOnly = request.Plan;
        _values = request.ReadValues(build);
        var skip = request.Skip;
        var requirements = new Requirements(build, request.Parameters, Plan);
        request.Reject(requirements.MissingParameters());
        request.ThrowIfWrong();

        using var file = new LogFile(NukeBuild.TemporaryDirectory, host.Time, host.Masking);
        Log.Logger = new RunLog(host.Console, file, request.Verbosity).CreateLogger();
        foreach (var warning in request.Warnings)
            Log.Warning("{Warning}", warning);
        build.OnBuildCreated();
        Skipping.Schedule(Plan, skip);
        build.OnBuildInitialized();
        return request.Plan ? ShowPlan(build) : Execute(build, request, requirements, file);
    }

    int ShowPlan(NukeBuild build)
    {
        foreach (var line in PlanText.Lines(Plan))
            host.Console.Line(line);
        build.OnBuildFinished();
        return build.ExitCode ?? Done;
    }

    int Execute(NukeBuild build, Request request, Requirements requirements, LogFile file)
    {
        BuildSchema.Write(Root, request.Targets, request.Parameters);
        request.Reject(requirements.Unmet());
        request.ThrowIfWrong();

        using var interruption = new Interruption(host.Time);
        var reporter = new RunReporter(build, host.Console, file);
        using (new Signals(interruption, text => Log.Warning("{Text}", text)))
            new Executor(Plan, reporter, host.Time, interruption).Run();
        if (interruption.IsRequested)
            Descendants.End(TimeSpan.FromSeconds(3));

        reporter.Finished(Plan, host.Time);
        build.OnBuildFinished();
        return interruption.IsRequested ? interruption.ExitCode : build.ExitCode ?? (build.IsFailing ? Failed : Done);
    }
}
