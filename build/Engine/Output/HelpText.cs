using System.ComponentModel;
using System.Reflection;
using DataSpec.Engine.Parameters;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Output;

/// <summary>What <c>--help</c> shows of the whole build.</summary>
sealed class HelpText(string command, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
{
    public IEnumerable<string> Lines() =>
    [
        $"Usage: {command} [Target ...] [--option value ...] [-- what follows goes to the target]",
        .. targets.Where(target => target.Listed).GroupBy(GroupOf, StringComparer.Ordinal).SelectMany(group => Section(group.Key + ":", group.Select(RowOf))),
        .. Section("Options of every target:", parameters.Where(parameter => parameter.Owner is { IsInterface: false }).Concat(EngineParameters.All).Select(parameter => RowOf(parameter))),
        "",
        $"{command} <Target> --help shows one target: its options, examples, what runs with it.",
    ];

    /// <summary>Nothing where there are no rows.</summary>
    public static IEnumerable<string> Section(string title, IEnumerable<Row> rows) => rows.ToList() is { Count: > 0 } some ? ["", title, .. Columns.Of(some)] : [];

    /// <summary>A target with the first line of its description.</summary>
    public static Row RowOf(ExecutableTarget target) => new(target.Name + (target.IsDefault ? " (default)" : ""), target.Description?.Split('\n')[0] ?? "");

    /// <summary>A parameter; where its description has parts such as "Seed: ...; Restore, Prove: ...", those of <paramref name="target"/> alone.</summary>
    public static Row RowOf(Parameter parameter, ExecutableTarget? target = null)
    {
        string?[] sentences =
        [
            target is null ? parameter.Description?.TrimEnd('.') : Part(parameter.Description?.TrimEnd('.'), target.Name),
            parameter.Choices.Count > 0 ? $"One of {string.Join(", ", parameter.Choices)}" : null,
            parameter.IsRequired ? "Required" : null,
            parameter.IsSecret ? $"Secret: give it as {parameter.Variable}" : null,
        ];
        return new Row(parameter.Option, string.Join(". ", sentences.Where(sentence => !string.IsNullOrEmpty(sentence))));
    }

    static string? Part(string? description, string target) =>
        description?.Split("; ").Select(part => part.Split(": ", 2)).FirstOrDefault(part => part.Length == 2 && part[0].Split(", ").Contains(target, StringComparer.Ordinal)) is { } own
            ? own[1]
            : description;

    /// <summary>The category of the target or of its component; NUKE knows none and ignores it.</summary>
    static string GroupOf(ExecutableTarget target) =>
        (target.Member.GetCustomAttribute<CategoryAttribute>() ?? target.Member.DeclaringType?.GetCustomAttribute<CategoryAttribute>())?.Category ?? "Targets";
}
