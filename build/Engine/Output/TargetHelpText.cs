using DataSpec.Engine.Parameters;
using DataSpec.Engine.Planning;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Output;

/// <summary>What <c>Target --help</c> shows: one target, what runs with it, its parameters, and what its exit code says.</summary>
sealed class TargetHelpText(string command, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
{
    const string ExitCodes =
        "Exit codes: 0 done, 1 failed and nothing changed, 2 wrong usage, 3 a requirement is missing, 4 a check or a load failed, " +
        "6 another run is at work, 7 unfinished, 130 or 143 interrupted.";

    public IEnumerable<string> Lines(ExecutableTarget target)
    {
        var plan = Planner.Plan(targets, [target]).ToList();
        var position = plan.IndexOf(target);
        var own = OfComponentOf(target).ToList();
        var others = plan.SelectMany(OfComponentOf).Distinct().Except(own);
        return
        [
            $"Usage: {command} {target.Name} [--option value ...]",
            .. target.Description is { } description ? Columns.Wrap(description).Prepend("") : [],
            .. HelpText.Section("Runs first:", plan.Take(position).Select(RowOf)),
            .. HelpText.Section("Runs then:", plan.Skip(position + 1).Select(RowOf)),
            .. HelpText.Section("Parameters:", own),
            .. HelpText.Section("Parameters of the targets that run with it:", others),
            .. HelpText.Section("Parameters of all targets:", parameters.Where(parameter => !parameter.Owner!.IsInterface)),
            "",
            .. Columns.Wrap(ExitCodes),
            "",
            $"Example: {command} {target.Name}{string.Concat(InExample(own, target).Select(parameter => " " + Usage(parameter)))}",
        ];
    }

    IEnumerable<Parameter> OfComponentOf(ExecutableTarget target) => parameters.Where(parameter => parameter.BelongsTo(target));

    static Row RowOf(ExecutableTarget target) => new(target.Name, target.Description ?? "");

    /// <summary>What must be given; where nothing must, one that may, of the target's own component if it has any.</summary>
    static IEnumerable<Parameter> InExample(List<Parameter> parameters, ExecutableTarget target) =>
        parameters.Exists(parameter => parameter.IsRequired)
            ? parameters.Where(parameter => parameter.IsRequired)
            : parameters.OrderBy(parameter => parameter.Owner != target.Member.DeclaringType).Take(1);

    static string Usage(Parameter parameter)
    {
        var value = parameter.Choices.Count > 0 ? parameter.Choices[^1] : parameter.ElementType == typeof(int) ? "5" : parameter.ElementType == typeof(TimeSpan) ? "5m" : "<value>";
        return parameter.IsFlag ? parameter.Option : $"{parameter.Option} {value}";
    }
}
