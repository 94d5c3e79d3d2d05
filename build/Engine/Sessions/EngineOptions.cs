using DataSpec.Engine.Parameters;
using Nuke.Common;

namespace DataSpec.Engine.Sessions;

/// <summary>The engine's own parameters of this run.</summary>
sealed class EngineOptions(IReadOnlyDictionary<Parameter, object> values, CommandLine commandLine)
{
    public static readonly EngineOptions None = new(new Dictionary<Parameter, object>(), new CommandLine([], []));

    public bool Help { get; } = values.ContainsKey(EngineParameters.Help) && (bool)values[EngineParameters.Help];

    public bool Plan { get; } = values.ContainsKey(EngineParameters.Plan) && (bool)values[EngineParameters.Plan];

    public Verbosity Verbosity { get; set; } = values.TryGetValue(EngineParameters.Verbosity, out var verbosity) ? (Verbosity)verbosity : Verbosity.Normal;

    public IReadOnlyList<string> Targets { get; } = [.. commandLine.Targets, .. List(values, EngineParameters.Target) ?? []];

    /// <summary>Names to skip; empty for all that were not invoked, null for none.</summary>
    public IReadOnlyList<string>? Skip { get; } = List(values, EngineParameters.Skip);

    static string[]? List(IReadOnlyDictionary<Parameter, object> values, Parameter parameter) => (string[]?)values.GetValueOrDefault(parameter);
}
