using System.Linq.Expressions;
using DataSpec.Engine.Definition;
using DataSpec.Engine.Output;
using DataSpec.Engine.Parameters;
using DataSpec.Engine.Running;
using Nuke.Common;
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

    public BuildHost Host => host;

    public AbsolutePath Root => _root!;

    public AbsolutePath TemporaryDirectory => Root / ".nuke" / "temp";

    public EngineOptions Options { get; private set; } = EngineOptions.None;

    public IReadOnlyList<ExecutableTarget> Plan { get; private set; } = [];

    public static BuildSession Start(BuildHost host) => s_current = new BuildSession(host);

    /// <summary>Value that was given for the parameter that an expression names; null where none was.</summary>
    public object? ValueOf(LambdaExpression expression) =>
        MemberCalls.MemberOf(expression) is { } member ? _values.GetValueOrDefault((member.DeclaringType, member.Name)) : null;

    public int Run<T>(Func<T> create, IReadOnlyList<LambdaExpression> defaultTargets)
        where T : NukeBuild
    {
        try
        {
            var commandLine = CommandLine.Parse(host.Arguments);
            _root = Inputs.Root(host, commandLine);
            var build = create();
            var defaults = defaultTargets.Select(expression => MemberCalls.MemberOf(expression)!.Name).ToHashSet(StringComparer.Ordinal);
            var request = new Request(host, Root, commandLine, ParameterDiscovery.Of(typeof(T)), TargetGraph.Of(build, defaults));
            Options = request.ReadOptions();
            return Options.Help || (Options.Targets.Count == 0 && defaults.Count == 0) ? ShowHelp(request) : Run(build, request);
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

    int ShowHelp(Request request)
    {
        var named = request.FindTargets(Options.Targets);
        request.ThrowIfWrong();
        var lines = named.Count == 0
            ? new HelpText(BuildHost.Command, request.Targets, request.Parameters).Lines()
            : named.SelectMany(new TargetHelpText(BuildHost.Command, request.Targets, request.Parameters).Lines);
        foreach (var line in lines)
            host.Console.Line(line);
        return Done;
    }

    int Run(NukeBuild build, Request request)
    {
        var skip = Options.Skip is { } names ? request.FindTargets(names) : null;
        Plan = request.MakePlan(Options.Targets);
        _values = request.ReadValues(build);
        request.RequireParameters(build, Plan);
        request.ThrowIfWrong();

        using var file = new LogFile(TemporaryDirectory, host.Time);
        Log.Logger = new RunLog(host.Console, file, host.Masking, () => Options.Verbosity).CreateLogger();
        request.Warnings.ForEach(warning => Log.Warning("{Warning}", warning));
        build.OnBuildCreated();
        build.OnBuildInitialized();
        if (!Options.Plan)
            return Execute(build, request, skip, file);

        Skipping.Schedule(Plan, skip);
        foreach (var line in PlanText.Lines(Plan))
            host.Console.Line(line);
        return Done;
    }

    int Execute(NukeBuild build, Request request, IReadOnlyList<ExecutableTarget>? skip, LogFile file)
    {
        BuildSchema.Write(Root, request.Targets, request.Parameters);
        Skipping.Schedule(Plan, skip);
        if (new Requirements(build, request.Parameters, Plan).Unmet().ToList() is { Count: > 0 } unmet)
            throw new UsageException(unmet);

        var interruption = new Interruption(host.Time);
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
