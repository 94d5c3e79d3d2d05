using System.Globalization;

namespace DataSpec.Operations.Processes;

/// <summary>One running process as the kernel shows it; the start time tells it from a later one with the same number.</summary>
sealed record ProcessEntry(int Id, int Parent, char State, long StartTicks)
{
    const char Zombie = 'Z';
    const char Dead = 'X';

    /// <summary>False for one that ended and that only its parent's wait still keeps in the table.</summary>
    public bool IsRunning => State is not (Zombie or Dead);
}

/// <summary>Reads <c>/proc</c>; empty answers where there is none.</summary>
static class ProcessTable
{
    public static IEnumerable<ProcessEntry> All() =>
        Directory.Exists("/proc")
            ? Directory.EnumerateDirectories("/proc")
                .Select(
                    path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Find(id) : null)
                .OfType<ProcessEntry>()
            : [];

    /// <summary>Null where no such process runs.</summary>
    public static ProcessEntry? Find(int id)
    {
        if (Read($"/proc/{id}/stat") is not { } text)
            return null;
        // "id (name) state parent ...": the name may hold blanks and brackets, so the fields count from the last bracket.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new(
            id,
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            fields[0][0],
            long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>The session that a process belongs to; null where no such process runs.</summary>
    public static int? SessionOf(int id) =>
        Read($"/proc/{id}/stat") is { } text ? int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[3], CultureInfo.InvariantCulture) : null;

    /// <summary>Program and arguments with blanks between them; null for a process that is gone or of another user.</summary>
    public static string? CommandLineOf(int id) => Read($"/proc/{id}/cmdline")?.TrimEnd('\0').Replace('\0', ' ');

    /// <summary>The environment that the process started with, entries ended by NUL; null where it may not be read.</summary>
    public static string? EnvironmentOf(int id) => Read($"/proc/{id}/environ");

    static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
