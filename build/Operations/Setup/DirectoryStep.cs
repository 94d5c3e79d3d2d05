namespace DataSpec.Operations.Setup;

/// <summary>One directory of <c>data</c> that is missing or has the wrong owner or mode.</summary>
public sealed class DirectoryStep
{
    readonly string _path;
    readonly FileOwner? _found;
    readonly FileOwner _wanted;

    internal DirectoryStep(string name, string path, FileOwner? found, FileOwner wanted, bool needsRoot)
    {
        (Name, _path, _found, _wanted, NeedsRoot) = (name, path, found, wanted, needsRoot);
    }

    /// <summary>Relative to the root: <c>data/airflow/logs</c>.</summary>
    public string Name { get; }

    /// <summary>True where this run may not set the owner: the stack's <c>setup</c> container does it.</summary>
    public bool NeedsRoot { get; }

    public string What => _found is null ? $"created, {_wanted}" : $"{_found} -> {_wanted}";

    /// <summary>Creates the directory or corrects it alone, never what is in it.</summary>
    public void Apply()
    {
        try
        {
            Directory.CreateDirectory(_path);
        }
        catch (UnauthorizedAccessException) when (NeedsRoot)
        {
            // Its parent belongs to a service already.
            return;
        }

        if (!OperatingSystem.IsLinux() || NeedsRoot)
            return;
        // The owner first: a change of owner clears the set-group bit.
        if (Posix.EffectiveUser == 0)
            Posix.Own(_path, _wanted.User, _wanted.Group);
        File.SetUnixFileMode(_path, _wanted.Mode);
    }
}
