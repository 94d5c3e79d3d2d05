using System.Reflection;
using DataSpec.Engine.Output;
using DataSpec.Engine.Parameters;
using Nuke.Common;

namespace DataSpec.Engine.Sessions;

/// <summary>What a shell may offer in place of the last word: one candidate a line, then a tab and what it is.</summary>
/// <param name="words">Everything after the program's name; the last one is being typed and may be empty.</param>
sealed class Completion(NukeBuild build, Request request, IReadOnlyList<string> words)
{
    readonly CommandLine _typed = CommandLine.Parse(words.SkipLast(1));
    readonly string _current = words.LastOrDefault("");

    /// <summary>Nothing where the word is free text, a path, or belongs to a tool.</summary>
    public IEnumerable<string> Lines()
    {
        if (words.SkipLast(1).Contains("--", StringComparer.Ordinal))
            return [];
        var begun = _current.LastIndexOf(',') + 1;
        var rows = _current.StartsWith('-') ? Options()
            : Awaited() is { } parameter ? Values(parameter).Select(value => new Row(_current[..begun] + value, ""))
            : _typed.Options.Count == 0 ? Targets()
            : Options();
        return rows.Where(row => row.Name.StartsWith(_current, StringComparison.OrdinalIgnoreCase)).Select(row => $"{row.Name}\t{row.Text}".TrimEnd());
    }

    /// <summary>The option whose value comes next.</summary>
    Parameter? Awaited() =>
        _typed.Options is [.., var last] && All.FirstOrDefault(parameter => parameter.Is(last.Name)) is { IsFlag: false } parameter && (parameter.IsList || last.Values.Count == 0) ? parameter : null;

    IEnumerable<Parameter> All => request.Parameters.Concat(EngineParameters.All);

    IEnumerable<Row> Targets() => request.Targets.Where(target => target.Listed && !request.Invoked.Contains(target)).Select(HelpText.RowOf);

    /// <summary>Those of the targets that were named and of what runs with them; all where none was.</summary>
    IEnumerable<Row> Options() =>
        from parameter in All
        where build.ExecutionPlan.Count == 0 || parameter.Owner is not { IsInterface: true } || build.ExecutionPlan.Any(parameter.BelongsTo)
        where !_typed.Options.Any(option => parameter.Is(option.Name))
        select HelpText.RowOf(parameter, request.Invoked is [.., var last] ? last : null);

    IEnumerable<string> Values(Parameter parameter)
    {
        if (parameter == EngineParameters.Target || parameter == EngineParameters.Skip)
            return request.Targets.Select(target => target.Name);
        if (parameter == EngineParameters.Profile)
            return Directory.GetFiles(NukeBuild.RootDirectory / ".nuke", "parameters.?*.json").Select(file => Path.GetFileName(file).Split('.')[1]);
        if (parameter.Member?.GetCustomAttribute<ParameterAttribute>()?.ValueProviderMember is not { } provider)
            return parameter.Choices;
        return (IEnumerable<string>)parameter.Owner!.GetProperty(provider, BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(build)!;
    }
}
