using DataSpec.Engine.Parameters;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Output;

/// <summary>What <c>--help</c> shows of the whole build.</summary>
sealed class HelpText(string command, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
{
    public IEnumerable<string> Lines()
    {
        yield return $"Usage: {command} [Target ...] [--option value ...] [-- what follows goes to the target]";
        yield return "";
        yield return "Targets:";
        var listed = targets.Where(target => target.Listed).OrderBy(target => target.Name, StringComparer.Ordinal).ToList();
        foreach (var line in Columns.Of(listed.Select(target => new Row(target.Name + (target.IsDefault ? " (default)" : ""), target.Description ?? ""))))
            yield return line;
        foreach (var line in ParameterLines("Parameters:", parameters).Concat(ParameterLines("Parameters of every build:", EngineParameters.All)))
            yield return line;
        yield return "";
        yield return $"{command} <Target> --help shows one target: its parameters, and what runs before and after it.";
    }

    public static IEnumerable<string> ParameterLines(string title, IEnumerable<Parameter> parameters)
    {
        var listed = parameters.Where(parameter => parameter.IsListed).OrderBy(parameter => parameter.Name, StringComparer.Ordinal).ToList();
        return listed.Count == 0 ? [] : ["", title, .. Columns.Of(listed.Select(parameter => new Row(parameter.Option, Description(parameter))))];
    }

    static string Description(Parameter parameter)
    {
        var text = parameter.Description ?? "";
        if (parameter.Choices.Count > 0)
            text += $" One of {string.Join(", ", parameter.Choices)}.";
        if (parameter.IsRequired)
            text += " Required.";
        if (parameter.IsSecret)
            text += $" Secret: give it as {parameter.Variable}.";
        return text.Trim();
    }
}
