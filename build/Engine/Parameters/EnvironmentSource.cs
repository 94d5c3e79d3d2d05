namespace DataSpec.Engine.Parameters;

/// <summary>
/// Parameters from environment variables. <c>NUKE_TARGET_DIR</c> and <c>TARGET_DIR</c> both give <c>TargetDir</c>; a name of one word, and every name
/// of the engine's own, is read with the prefix only: <c>NAME</c>, <c>HOST</c> or <c>PATH</c> mean something else on most machines.
/// </summary>
sealed class EnvironmentSource
{
    readonly IReadOnlyDictionary<string, string> _variables;
    readonly Dictionary<string, List<string>> _namesByLetters = new(StringComparer.OrdinalIgnoreCase);

    public EnvironmentSource(IReadOnlyDictionary<string, string> variables)
    {
        _variables = variables;
        foreach (var name in variables.Keys)
        {
            var letters = Letters(name);
            if (!_namesByLetters.TryGetValue(letters, out var names))
                _namesByLetters[letters] = names = [];
            names.Add(name);
        }
    }

    /// <summary>Names of the variables that give this parameter; more than one is a question to the caller.</summary>
    public List<string> Find(Parameter parameter)
    {
        var letters = Letters(parameter.Name);
        var isPlainAllowed = parameter.Owner is not null && ParameterName.Kebab(parameter.Name).Contains('-', StringComparison.Ordinal);
        List<string> names = [.. Named("NUKE" + letters), .. isPlainAllowed ? Named(letters) : []];
        // An empty variable is an unset one: many shells and CI systems have no other way to say so.
        names.RemoveAll(name => _variables[name].Length == 0);
        return names;
    }

    public string this[string name] => _variables[name];

    List<string> Named(string letters) => _namesByLetters.GetValueOrDefault(letters) ?? [];

    static string Letters(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
