using DataSpec.Engine.Parameters;
using DataSpec.Engine.Planning;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Output;

/// <summary>What <c>Target --help</c> shows: the whole description of one target, what runs with it, its parameters, and what its exit code says.</summary>
sealed class TargetHelpText(string command, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
{
    const string ExitCodes =
        "Exit codes: 0 done, 1 failed and nothing changed, 2 wrong usage, 3 a requirement is missing, 4 a check or a load failed, " +
        "5 failed and undone, 6 another run is at work, 7 unfinished, 130 or 143 interrupted.";

    public IEnumerable<string> Lines(ExecutableTarget target)
    {
        var plan = Planner.Plan(targets, [target]).ToList();
        var position = plan.IndexOf(target);
        var own = OfComponentOf(target).ToList();
        var others = plan.SelectMany(OfComponentOf).Distinct().Except(own);
        return
        [
            $"Usage: {command} {target.Name} [--option value ...]",
            .. (target.Description?.Split('\n') ?? []).SelectMany(line => line.StartsWith(' ') ? [line] : Columns.Wrap(line)).Prepend(""),
            .. Section("Runs first:", plan.Take(position).Select(HelpText.RowOf)),
            .. Section("Runs then:", plan.Skip(position + 1).Select(HelpText.RowOf)),
            .. Section("Options:", Sorted(own, target)),
            .. Section("Options of the targets that run with it:", Sorted(others, target)),
            .. Section("Options of all targets:", Sorted(parameters.Where(parameter => !parameter.Owner!.IsInterface), target)),
            "",
            .. Columns.Wrap(ExitCodes),
        ];
    }

    IEnumerable<Parameter> OfComponentOf(ExecutableTarget target) => parameters.Where(parameter => parameter.BelongsTo(target));

    static IEnumerable<string> Section(string title, IEnumerable<Row> rows) => HelpText.Section(title, rows);

    static IEnumerable<Row> Sorted(IEnumerable<Parameter> parameters, ExecutableTarget target) =>
        parameters.OrderBy(parameter => parameter.Option, StringComparer.Ordinal).Select(parameter => HelpText.RowOf(parameter, target));
}
