namespace DataSpec.Operations.Secrets;

/// <summary>What compose would use for each key: the environment of the process wins over <c>.env</c>, and that over the default.</summary>
sealed class EffectiveEnv(EnvDocument file, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Null for a secret that nobody set.</summary>
    public string? this[EnvKey key]
    {
        get
        {
            if (FromEnvironment(key) is { } value)
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
        FromEnvironment(key) is { } value && !value.Equals(file[key.Name], StringComparison.Ordinal);

    string? FromEnvironment(EnvKey key) => key.OnlyFromFile ? null : environment.GetValueOrDefault(key.Name);

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
        FromEnvironment(key) is null
        && file.Entries.LastOrDefault(entry => entry.Key.Equals(key.Name, StringComparison.Ordinal)) is { Expands: true };

    IEnumerable<string> Clashes()
    {
        foreach (var same in EnvKeys.Ports.GroupBy(key => this[key], StringComparer.Ordinal).Where(keys => keys.Skip(1).Any()))
            yield return $"{string.Join(" and ", same.Select(key => key.Name))} are {(same.Count() is 2 ? "both" : "all")} '{same.Key}'.";
        var role = this[EnvKeys.SupersetWarehouseRole];
        if (role != EnvKeys.SupersetWarehouseRole.Default && role != this[EnvKeys.PostgresUser])
            yield return $"SUPERSET_WAREHOUSE_ROLE='{role}' is neither '{EnvKeys.SupersetWarehouseRole.Default}' nor the value of POSTGRES_USER: the password of another role is not known.";
        var memory = MemorySize.OfCompose(this[EnvKeys.PostgresMemory]!);
        var buffers = MemorySize.OfPostgres(this[EnvKeys.PostgresSharedBuffers]!);
        if (buffers >= memory)
            yield return $"POSTGRES_SHARED_BUFFERS='{this[EnvKeys.PostgresSharedBuffers]}' does not fit into POSTGRES_MEMORY='{this[EnvKeys.PostgresMemory]}'.";
    }
}
