namespace DataSpec.Engine.Parameters;

/// <summary>
/// Gives each parameter its value, and collects everything that is wrong with what was given. Strongest first: command line, environment, files (the
/// last profile first), and then the member's own default.
/// </summary>
sealed class ParameterResolution(
    CommandLine commandLine,
    EnvironmentSource environment,
    IReadOnlyList<ParametersFile> files,
    string workingDirectory,
    string rootDirectory)
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
        foreach (var option in commandLine.Options.Where(option => !parameters.Any(parameter => parameter.Is(option.Name))))
            Problems.Add($"Unknown option '{option.Typed}'.{Suggestion.DidYouMean(option.Typed, parameters.Select(parameter => parameter.Option))}");

        foreach (var file in files)
        {
            foreach (var name in file.Values.Keys.Where(name => !parameters.Any(parameter => parameter.Name == name)))
                Problems.Add($"{file.Name}: unknown parameter '{name}'.{Suggestion.DidYouMean(name, parameters.Select(parameter => parameter.Name))}");
        }
    }

    /// <summary>What the strongest source says, if any says something.</summary>
    GivenValues? Given(Parameter parameter)
    {
        var options = commandLine.Options.Where(option => parameter.Is(option.Name)).ToList();
        if (options.Count > 1)
            Problems.Add($"'{options[0].Typed}' is given {options.Count} times; give it once{(parameter.IsList ? ", with all its values" : "")}.");
        if (options.Count > 0)
            return new GivenValues($"'{options[0].Typed}'", options[0].Values, workingDirectory, IsOption: true);

        var variables = environment.Find(parameter);
        if (variables.Select(name => environment[name]).Distinct(StringComparer.Ordinal).Count() > 1)
            Problems.Add($"{string.Join(" and ", variables)} both give {parameter.Option}, and differ; unset one.");
        if (variables.Count > 0)
            return new GivenValues($"the variable {variables[0]}", [environment[variables[0]]], workingDirectory, IsOption: false);

        return files.FirstOrDefault(file => file.Values.ContainsKey(parameter.Name)) is { } said
            ? new GivenValues($"'{parameter.Name}' in {said.Name}", said.Values[parameter.Name], rootDirectory, IsOption: false)
            : null;
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
        var items = parts.Select(part => Element(parameter, part, given)).ToArray();
        if (items.Contains(null))
            return null;

        var list = Array.CreateInstance(parameter.Type.GetElementType()!, items.Length);
        Array.Copy(items, list, items.Length);
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
