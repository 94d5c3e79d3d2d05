namespace DataSpec.Operations.Secrets;

/// <summary>What a key describes, and so whose value counts when a backup is restored.</summary>
public enum EnvOwner
{
    /// <summary>The data: without this very value it cannot be read or is another; comes from the backup.</summary>
    Data,

    /// <summary>The machine and how the stack runs on it: stays as <c>.env</c> has it; where it has none, the backup's.</summary>
    Machine,

    /// <summary>An address or path of this machine alone: stays as <c>.env</c> has it; where it has none, as <c>Setup</c> chooses.</summary>
    Place,
}

/// <summary>Says what is wrong with a value, as the end of "KEY ..."; null where nothing is. Never repeats the value.</summary>
public delegate string? EnvRule(string value);

/// <summary>One key of <c>.env</c>: everything the tool knows about it.</summary>
/// <param name="Name">As it stands in the file.</param>
/// <param name="Group">Heading under which the documentation lists it.</param>
/// <param name="Meaning">One or two sentences for the person who sets it.</param>
/// <param name="ReadBy">Which parts read it.</param>
public sealed record EnvKey(string Name, string Group, string Meaning, string ReadBy)
{
    /// <summary>What <c>Setup</c> writes where the key is missing; empty for a secret, which is generated.</summary>
    public string Default { get; init; } = "";

    /// <summary>Makes the value of a secret; null for a key that is not secret.</summary>
    public Func<string>? Generate { get; init; }

    public EnvRule Rule { get; init; } = _ => null;

    /// <summary>True where an empty value has a meaning of its own.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>True where the environment of the process is not followed: plain compose and the build must see the same stack. It still fills a key that is missing.</summary>
    public bool OnlyFromFile { get; init; }

    /// <summary>The directory whose content needs this very value: a new one in <c>.env</c> alone locks its owner out; null where there is none.</summary>
    public string? LivesIn { get; init; }

    /// <summary>Whose value counts after a restore; a test sees to it that each key says so.</summary>
    public EnvOwner? BelongsTo { get; init; }

    public bool IsSecret => Generate is not null;

    /// <summary>True where a person's own value is not to be shown: it may hold a secret.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The problem with a value as a whole sentence, or null; the value is quoted unless it is secret.</summary>
    public string? ProblemWith(string value)
    {
        if (value.Length == 0)
            return MayBeEmpty ? null : $"{Name} is empty.";
        return Rule(value) is { } problem ? $"{Name}{(IsSecret || IsPrivate ? "" : $"='{value}'")} {problem}." : null;
    }
}
