using System.Reflection;
using DataSpec.Engine.Definition;
using DataSpec.Engine.Parameters;
using DataSpec.Engine.Planning;
using DataSpec.Engine.Running;
using Nuke.Common;
using Nuke.Common.Execution;
using Nuke.Common.IO;

namespace DataSpec.Engine.Sessions;

/// <summary>What was asked of a build; collects everything that is wrong with it, to be told at once.</summary>
sealed class Request(BuildHost host, AbsolutePath root, CommandLine commandLine, IReadOnlyList<Parameter> parameters, IReadOnlyList<ExecutableTarget> targets)
{
    readonly List<string> _problems = [];
    readonly EnvironmentSource _environment = new(host.Variables);
    IReadOnlyDictionary<Parameter, object> _engineValues = new Dictionary<Parameter, object>();

    public IReadOnlyList<Parameter> Parameters => parameters;

    public IReadOnlyList<ExecutableTarget> Targets => targets;

    public List<string> Warnings { get; } = [];

    public EngineOptions ReadOptions()
    {
        var resolution = Resolution([]);
        _engineValues = resolution.Resolve(EngineParameters.All);
        _problems.AddRange(resolution.Problems);
        return new EngineOptions(_engineValues, commandLine);
    }

    /// <summary>The targets of these names, ignoring case and dashes.</summary>
    public IReadOnlyList<ExecutableTarget> FindTargets(IReadOnlyList<string> names)
    {
        var found = new List<ExecutableTarget>();
        foreach (var name in names)
        {
            if (targets.FirstOrDefault(target => string.Equals(target.Name, CommandLine.Plain(name), StringComparison.OrdinalIgnoreCase)) is { } target)
                found.Add(target);
            else
                _problems.Add($"There is no target '{name}'.{Suggestion.DidYouMean(name, targets.Where(t => t.Listed).Select(t => t.Name))}");
        }

        return found;
    }

    public IReadOnlyList<ExecutableTarget> MakePlan(IReadOnlyList<string> names)
    {
        var invoked = FindTargets(names);
        foreach (var target in invoked)
            target.Invoked = true;
        return Planner.Plan(targets, names.Count > 0 ? invoked : [.. targets.Where(target => target.IsDefault)]);
    }

    /// <summary>Reads all parameters, gives the class its own, and returns them by declaring type and member name.</summary>
    public Dictionary<(Type? Owner, string Name), object> ReadValues(NukeBuild build)
    {
        var profiles = (string[]?)_engineValues.GetValueOrDefault(EngineParameters.Profile) ?? [];
        var resolution = Resolution(Inputs.ParameterFiles(root, profiles));
        resolution.RejectUnknown([.. parameters, .. EngineParameters.All]);
        var values = resolution.Resolve(parameters);
        _problems.AddRange(resolution.Problems);

        host.Masking.Add(values.Where(pair => pair.Key.IsSecret).SelectMany(pair => (pair.Value as string[] ?? [pair.Value.ToString()!]).AsEnumerable()));
        Warnings.AddRange(parameters
            .Where(parameter => parameter.IsSecret && commandLine.Options.Any(option => parameter.Is(option.Name)))
            .Select(parameter => $"{parameter.Option} on the command line can be read by everyone on this machine; set {parameter.Variable} instead."));
        foreach (var (parameter, value) in values)
            Inject(build, parameter, value);

        return values.ToDictionary(pair => (pair.Key.Owner, pair.Key.Member!.Name), pair => pair.Value);
    }

    public void ThrowIfWrong()
    {
        if (_problems.Count > 0)
            throw new UsageException([.. _problems.Distinct(StringComparer.Ordinal)]);
    }

    public void RequireParameters(NukeBuild build, IReadOnlyList<ExecutableTarget> plan) =>
        _problems.AddRange(new Requirements(build, parameters, plan).MissingParameters());

    ParameterResolution Resolution(IReadOnlyList<FileValues> files) =>
        new(new ParameterSources(commandLine, _environment, files, host.WorkingDirectory, root));

    /// <summary>Members of the class are written, read-only ones too; components ask for theirs through <c>TryGetValue</c>.</summary>
    static void Inject(NukeBuild build, Parameter parameter, object value)
    {
        if (parameter.Owner!.IsInterface)
            return;
        var field = parameter.Member as FieldInfo ?? parameter.Owner.GetField($"<{parameter.Member!.Name}>k__BackingField", MemberCalls.Declared);
        if (field is not null)
            field.SetValue(build, value);
        else if (parameter.Member is PropertyInfo { CanWrite: true } property)
            property.SetValue(build, value);
    }
}
