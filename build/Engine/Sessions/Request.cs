using System.Reflection;
using DataSpec.Engine.Definition;
using DataSpec.Engine.Parameters;
using Nuke.Common;
using Nuke.Common.Execution;
using Nuke.Common.IO;

namespace DataSpec.Engine.Sessions;

/// <summary>What was asked of a build; collects everything that is wrong with it, to be told at once.</summary>
sealed class Request
{
    readonly BuildHost _host;
    readonly AbsolutePath _root;
    readonly CommandLine _commandLine;
    readonly EnvironmentSource _environment;
    readonly IReadOnlyDictionary<Parameter, object> _engineValues;
    readonly List<string> _problems = [];

    public Request(BuildHost host, AbsolutePath root, CommandLine commandLine, IReadOnlyList<Parameter> parameters, IReadOnlyList<ExecutableTarget> targets)
    {
        (_host, _root, _commandLine, Parameters, Targets) = (host, root, commandLine, parameters, targets);
        _environment = new EnvironmentSource(host.Variables);
        var resolution = Resolution([]);
        _engineValues = resolution.Resolve(EngineParameters.All);
        _problems.AddRange(resolution.Problems);
    }

    public IReadOnlyList<Parameter> Parameters { get; }
    public IReadOnlyList<ExecutableTarget> Targets { get; }
    public bool Help => _engineValues.GetValueOrDefault(EngineParameters.Help) is true;
    public bool Plan => _engineValues.GetValueOrDefault(EngineParameters.Plan) is true;
    public Verbosity Verbosity => (Verbosity?)_engineValues.GetValueOrDefault(EngineParameters.Verbosity) ?? Verbosity.Normal;

    /// <summary>The targets that were named; none means the default ones.</summary>
    public IReadOnlyList<ExecutableTarget> Invoked => field ??= [.. Find([.. _commandLine.Targets, .. Names(EngineParameters.Target) ?? []])];

    /// <summary>Targets to skip; empty for all that were not invoked, null for none.</summary>
    public IReadOnlyList<ExecutableTarget>? Skip => field ??= Names(EngineParameters.Skip) is { } names ? [.. Find(names)] : null;

    /// <summary>Secrets that were typed, where everyone can read them.</summary>
    public IEnumerable<string> Warnings =>
        from parameter in Parameters
        where parameter.IsSecret && _commandLine.Options.Any(option => parameter.Is(option.Name))
        select $"{parameter.Option} on the command line can be read by everyone on this machine; set {parameter.Variable} instead.";

    /// <summary>Reads all parameters, gives the class its own, and returns them by declaring type and member name.</summary>
    public Dictionary<(Type? Owner, string Name), object> ReadValues(NukeBuild build)
    {
        var resolution = Resolution(Inputs.ParameterFiles(_root, Names(EngineParameters.Profile) ?? []));
        resolution.RejectUnknown([.. Parameters, .. EngineParameters.All]);
        var values = resolution.Resolve(Parameters);
        _problems.AddRange(resolution.Problems);

        _host.Masking.Add(values.Where(pair => pair.Key.IsSecret).SelectMany(pair => pair.Value as string[] ?? [pair.Value.ToString()!]));
        foreach (var (parameter, value) in values)
            Inject(build, parameter, value);

        return values.ToDictionary(pair => (pair.Key.Owner, pair.Key.Member!.Name), pair => pair.Value);
    }

    public void Reject(IEnumerable<string> problems) => _problems.AddRange(problems);

    /// <exception cref="UsageException">Something is wrong with what was asked.</exception>
    public void ThrowIfWrong()
    {
        if (_problems.Count > 0)
            throw new UsageException([.. _problems.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The targets of these names, ignoring case and dashes.</summary>
    IEnumerable<ExecutableTarget> Find(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (Targets.FirstOrDefault(target => string.Equals(target.Name, CommandLine.Plain(name), StringComparison.OrdinalIgnoreCase)) is { } target)
                yield return target;
            else
                _problems.Add($"There is no target '{name}'.{Suggestion.DidYouMean(name, Targets.Where(other => other.Listed).Select(other => other.Name))}");
        }
    }

    string[]? Names(Parameter parameter) => (string[]?)_engineValues.GetValueOrDefault(parameter);

    ParameterResolution Resolution(IReadOnlyList<ParametersFile> files) => new(_commandLine, _environment, files, _host.WorkingDirectory, _root);

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
