using DataSpec.Engine.Parameters;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Output;

/// <summary>What <c>--help</c> shows of the whole build.</summary>
sealed class HelpText(string command, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
{
    public IEnumerable<string> Lines()
    {
        var listed = targets.Where(target => target.Listed).OrderBy(target => target.Name, StringComparer.Ordinal).ToList();
        var byTargets = parameters.GroupBy(parameter => string.Join(", ", listed.Where(parameter.BelongsTo)), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        return
        [
            $"Usage: {command} [Target ...] [--option value ...] [-- what follows goes to the target]",
            .. Section("Targets:", listed.Select(target => new Row(target.Name + (target.IsDefault ? " (default)" : ""), target.Description ?? ""))),
            .. byTargets.SelectMany(group => Section(group.Key.Length == 0 ? "Parameters:" : $"Parameters of {group.Key}:", group)),
            .. Section("Parameters of every build:", EngineParameters.All),
            "",
            $"{command} <Target> --help shows one target: what runs with it, its parameters, an example.",
        ];
    }

    public static IEnumerable<string> Section(string title, IEnumerable<Parameter> parameters) =>
        Section(title, parameters.OrderBy(parameter => parameter.Option, StringComparer.Ordinal).Select(parameter => new Row(parameter.Option, Description(parameter))));

    /// <summary>Nothing where there are no rows.</summary>
    public static IEnumerable<string> Section(string title, IEnumerable<Row> rows) => rows.ToList() is { Count: > 0 } some ? ["", title, .. Columns.Of(some)] : [];

    static string Description(Parameter parameter)
    {
        string?[] sentences =
        [
            parameter.Description?.TrimEnd('.'),
            parameter.Choices.Count > 0 ? $"One of {string.Join(", ", parameter.Choices)}" : null,
            parameter.IsRequired ? "Required" : null,
            parameter.IsSecret ? $"Secret: give it as {parameter.Variable}" : null,
        ];
        return string.Join(". ", sentences.Where(sentence => !string.IsNullOrEmpty(sentence)));
    }
}
