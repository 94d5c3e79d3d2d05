namespace DataSpec.Engine.Parameters;

/// <summary>A file of parameters and what it said.</summary>
sealed record FileValues(string FileName, IReadOnlyDictionary<string, IReadOnlyList<string>> Values);

/// <summary>Where parameters come from, strongest first: command line, environment, files (the last profile first), and then the member's own default.</summary>
sealed record ParameterSources(CommandLine CommandLine, EnvironmentSource Environment, IReadOnlyList<FileValues> Files, string WorkingDirectory, string RootDirectory);

/// <summary>Gives each parameter its value, and collects everything that is wrong with what was given.</summary>
sealed class ParameterResolution(ParameterSources sources)
{
    public List<string> Problems { get; } = [];

    /// <summary>The values by parameter; one that was given nowhere is absent.</summary>
    public IReadOnlyDictionary<Parameter, object> Resolve(IReadOnlyList<Parameter> parameters)
    {
        var values = new Dictionary<Parameter, object>();
        foreach (var parameter in parameters)
        {
            if (Given(parameter) is { } given && Value(parameter, given) is { } value)
                values[parameter] = value;
        }

        return values;
    }

    /// <summary>Options and file entries that no parameter answers to.</summary>
    public void RejectUnknown(IReadOnlyList<Parameter> parameters)
    {
        foreach (var option in sources.CommandLine.Options.Where(option => !parameters.Any(parameter => parameter.Is(option.Name))))
            Problems.Add($"Unknown option '{option.Typed}'.{Suggestion.DidYouMean(option.Typed, parameters.Select(parameter => parameter.Option))}");

        foreach (var file in sources.Files)
        {
            foreach (var name in file.Values.Keys.Where(name => !parameters.Any(parameter => parameter.Name == name)))
                Problems.Add($"{file.FileName}: unknown parameter '{name}'.{Suggestion.DidYouMean(name, parameters.Select(parameter => parameter.Name))}");
        }
    }

    /// <summary>What the strongest source says, if any says something.</summary>
    GivenValues? Given(Parameter parameter)
    {
        var options = sources.CommandLine.Options.Where(option => parameter.Is(option.Name)).ToList();
        if (options.Count > 1)
            Problems.Add($"'{options[0].Typed}' is given {options.Count} times; give it once{(parameter.IsList ? ", with all its values" : "")}.");
        if (options.Count > 0)
            return new GivenValues($"'{options[0].Typed}'", options[0].Values, sources.WorkingDirectory, IsOption: true);

        var variables = sources.Environment.Find(parameter);
        if (variables.Select(name => sources.Environment[name]).Distinct(StringComparer.Ordinal).Count() > 1)
            Problems.Add($"{string.Join(" and ", variables)} both give {parameter.Option}, and differ; unset one.");
        if (variables.Count > 0)
            return new GivenValues($"the variable {variables[0]}", [sources.Environment[variables[0]]], sources.WorkingDirectory, IsOption: false);

        return sources.Files
            .Where(file => file.Values.ContainsKey(parameter.Name))
            .Select(file => new GivenValues($"'{parameter.Name}' in {file.FileName}", file.Values[parameter.Name], sources.RootDirectory, IsOption: false))
            .FirstOrDefault();
    }

    object? Value(Parameter parameter, GivenValues given)
    {
        if (parameter.IsList)
            return List(parameter, given);
        if (given.Values.Count == 0 && parameter.IsFlag)
            return true;
        if (given.Values.Count == 1)
            return Element(parameter, given.Values[0], given);

        Problems.Add((given.Values.Count, parameter.IsFlag) switch
        {
            (0, _) => $"{given.Where} needs a value: {ValueConversion.Expected(parameter.ElementType)}.",
            (_, true) => $"{given.Where} is a switch and takes no {Shown(parameter, given.Values)}. Targets are named before the options.",
            _ => $"{given.Where} takes one value, not {given.Values.Count}: {Shown(parameter, given.Values)}. Targets are named before the options.",
        });
        return null;
    }

    Array? List(Parameter parameter, GivenValues given)
    {
        IReadOnlyList<string> parts = parameter.Separator is [var separator] && given.Values.Count == 1
            ? given.Values[0].Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : given.Values;
        var items = parts.Select(part => Element(parameter, part, given)).ToList();
        if (items.Contains(null))
            return null;

        var list = Array.CreateInstance(parameter.Type.GetElementType()!, items.Count);
        for (var index = 0; index < items.Count; index++)
            list.SetValue(items[index], index);
        return list;
    }

    object? Element(Parameter parameter, string text, GivenValues given)
    {
        var value = ValueConversion.Convert(text, parameter.ElementType, given.BaseDirectory);
        if (value is null)
        {
            var hint = parameter.IsFlag && given.IsOption ? " Targets are named before the options." : Suggestion.DidYouMean(text, parameter.Choices);
            Problems.Add($"{Shown(parameter, [text])} is no value for {given.Where}: expected {ValueConversion.Expected(parameter.ElementType)}.{hint}");
        }

        return value;
    }

    static string Shown(Parameter parameter, IEnumerable<string> values) =>
        parameter.IsSecret ? "the given text" : string.Join(", ", values.Select(value => $"'{value}'"));

    sealed record GivenValues(string Where, IReadOnlyList<string> Values, string BaseDirectory, bool IsOption);
}
