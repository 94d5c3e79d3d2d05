using System.Collections.Immutable;
using System.Text;

namespace DataSpec.Operations.Dumps;

/// <summary>Looks for what is missing in the files of a dump; a tool's exit code alone does not tell a file that was cut.</summary>
sealed class DumpCheck(DumpCommands commands, string directory)
{
    const int TailBytes = 4096;

    /// <summary>What is wrong with the files of a database, a sentence each.</summary>
    public async Task<ImmutableArray<string>> ProblemsAsync(DumpedDatabase database, DumpFormat format, CancellationToken ct)
    {
        if (format is DumpFormat.Plain)
            return ScriptProblem(database.Path, "-- PostgreSQL database dump complete") is { } problem ? [problem] : [];
        var (entries, unreadable) = await commands.ListAsync(database, ct);
        if (unreadable is not null)
            return [$"{database.Path}: {unreadable}"];
        var missing = database.Content.Tables.Where(table => !entries.Any(entry => entry.Contains($" TABLE DATA {OneLine(table.Schema)} {OneLine(table.Name)} ", StringComparison.Ordinal))).ToArray();
        if (missing is [var first, ..])
            return [$"{database.Path}: its contents do not name the rows of {first}{(missing.Length > 1 ? $" and {missing.Length - 1} more tables" : "")}"];
        var (ends, cut) = await commands.ReadThroughAsync(database, ct);
        var parts = entries.Count(entry => entry.Contains(" TABLE DATA ", StringComparison.Ordinal));
        return cut is not null ? [$"{database.Path}: {cut}"]
            : ends != parts ? [$"{database.Path}: the rows of {parts - ends} tables of {parts} have no end"]
            : [];
    }

    public string? GlobalsProblem() => ScriptProblem(DumpManifest.Globals, "-- PostgreSQL database cluster dump complete");

    /// <summary>A script ends with this line and, where it began with <c>\restrict</c>, with the counterpart of that.</summary>
    string? ScriptProblem(string file, string trailer)
    {
        using var stream = File.OpenRead(Path.Combine(directory, file));
        var head = Read(stream, TailBytes);
        stream.Seek(-Math.Min(TailBytes, stream.Length), SeekOrigin.End);
        var tail = Read(stream, TailBytes);
        var end = tail.LastIndexOf($"\n{trailer}\n--\n", StringComparison.Ordinal);
        if (end < 0)
            return $"{file}: its last lines are missing ('{trailer}')";
        var key = head.Split('\n').FirstOrDefault(line => line.StartsWith(@"\restrict ", StringComparison.Ordinal))?[@"\restrict ".Length..];
        return key is null || tail.Contains($"\n\\unrestrict {key}\n", StringComparison.Ordinal) ? null : $"{file}: its last line is missing ('\\unrestrict')";
    }

    static string Read(FileStream stream, int bytes)
    {
        var buffer = new byte[bytes];
        return Encoding.UTF8.GetString(buffer, 0, stream.ReadAtLeast(buffer, bytes, throwOnEndOfStream: false));
    }

    /// <summary>As <c>pg_restore</c> prints names.</summary>
    static string OneLine(string name) => name.Replace('\n', ' ').Replace('\r', ' ');
}
