namespace DataSpec.Operations.Secrets;

/// <summary>What compose would use for each key: the environment of the process wins over <c>.env</c>, and that over the default.</summary>
sealed class EffectiveEnv(EnvDocument file, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Null for a secret that nobody set.</summary>
    public string? this[EnvKey key]
    {
        get
        {
            if (environment.TryGetValue(key.Name, out var value))
                return value;
            if (file[key.Name] is { } written && (written.Length > 0 || key.MayBeEmpty))
                return written;
            return key.IsSecret ? null : key.Default;
        }
    }

    public IEnumerable<string> Overridden =>
        EnvKeys.All.Where(IsOverridden).Select(key => key.Name);

    /// <summary>All that is wrong with the values, a sentence each.</summary>
    public IEnumerable<string> Problems => [.. EnvKeys.All.Select(ProblemOf).OfType<string>(), .. Clashes()];

    bool IsOverridden(EnvKey key) =>
        environment.TryGetValue(key.Name, out var value) && !value.Equals(file[key.Name], StringComparison.Ordinal);

    string? ProblemOf(EnvKey key)
    {
        if (this[key] is not { } value)
            return $"{key.Name} is not set.";
        var problem = key.ProblemWith(value);
        if (problem is not null)
            return IsOverridden(key) ? $"{problem} It comes from the environment of this process, not from .env." : problem;
        return Expanded(key) ? $"{key.Name} holds a '$' that compose would expand; put the value in single quotes." : null;
    }

    bool Expanded(EnvKey key) =>
        !environment.ContainsKey(key.Name)
        && file.Entries.LastOrDefault(entry => entry.Key.Equals(key.Name, StringComparison.Ordinal)) is { Expands: true };

    IEnumerable<string> Clashes()
    {
        if (this[EnvKeys.PostgresPort] is { } port && port.Equals(this[EnvKeys.AirflowPort], StringComparison.Ordinal))
            yield return $"POSTGRES_PORT and AIRFLOW_PORT are both '{port}'.";
        var memory = MemorySize.OfCompose(this[EnvKeys.PostgresMemory]!);
        var buffers = MemorySize.OfPostgres(this[EnvKeys.PostgresSharedBuffers]!);
        if (buffers >= memory)
            yield return $"POSTGRES_SHARED_BUFFERS='{this[EnvKeys.PostgresSharedBuffers]}' does not fit into POSTGRES_MEMORY='{this[EnvKeys.PostgresMemory]}'.";
    }
}
