using DataSpec.Engine.Parameters;
using DataSpec.Engine.Planning;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Output;

/// <summary>What <c>Target --help</c> shows: one target, its parameters, and what runs with it.</summary>
sealed class TargetHelpText(string command, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
{
    public IEnumerable<string> Lines(ExecutableTarget target)
    {
        yield return $"Usage: {command} {target.Name} [--option value ...]";
        if (target.Description is { } description)
        {
            yield return "";
            yield return description;
        }

        var plan = Planner.Plan(targets, [target]).ToList();
        var position = plan.IndexOf(target);
        if (plan.Count > 1)
            yield return "";
        if (position > 0)
            yield return "Runs first: " + string.Join(", ", plan.Take(position));
        if (position < plan.Count - 1)
            yield return "Runs then:  " + string.Join(", ", plan.Skip(position + 1));

        var own = OfComponentOf(target).ToList();
        var others = plan.Where(other => other != target).SelectMany(OfComponentOf).Distinct().Except(own);
        var shared = parameters.Where(parameter => parameter.Owner is { IsInterface: false });
        foreach (var line in HelpText.ParameterLines("Parameters:", own)
                     .Concat(HelpText.ParameterLines("Parameters of the targets that run with it:", others))
                     .Concat(HelpText.ParameterLines("Parameters of all targets:", shared)))
            yield return line;
    }

    /// <summary>A component's parameters are those that it or a component it extends declares.</summary>
    IEnumerable<Parameter> OfComponentOf(ExecutableTarget target) =>
        parameters.Where(parameter => parameter.Owner is { IsInterface: true } owner && owner.IsAssignableFrom(target.Member.DeclaringType));
}
