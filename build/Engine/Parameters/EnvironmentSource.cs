namespace DataSpec.Engine.Parameters;

/// <summary>
/// Parameters from environment variables. <c>NUKE_TARGET_DIR</c> and <c>TARGET_DIR</c> both give <c>TargetDir</c>; a name of one word, and every name
/// of the engine's own, is read with the prefix only: <c>NAME</c>, <c>HOST</c> or <c>PATH</c> mean something else on most machines.
/// </summary>
sealed class EnvironmentSource(IReadOnlyDictionary<string, string> variables)
{
    // An empty variable is an unset one: many shells and CI systems have no other way to say so.
    readonly ILookup<string, string> _namesByLetters = variables
        .Where(variable => variable.Value.Length > 0)
        .ToLookup(variable => Letters(variable.Key), variable => variable.Key, StringComparer.OrdinalIgnoreCase);

    public string this[string name] => variables[name];

    /// <summary>Names of the variables that give this parameter; more than one is a question to the caller.</summary>
    public IReadOnlyList<string> Find(Parameter parameter)
    {
        var letters = Letters(parameter.Name);
        var isPlainAllowed = parameter.Owner is not null && ParameterName.Kebab(parameter.Name).Contains('-', StringComparison.Ordinal);
        return [.. _namesByLetters["NUKE" + letters], .. isPlainAllowed ? _namesByLetters[letters] : []];
    }

    static string Letters(string name) => CommandLine.Plain(name).Replace("_", "", StringComparison.Ordinal);
}
