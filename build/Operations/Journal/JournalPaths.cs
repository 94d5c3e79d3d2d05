using System.Globalization;
using System.Security.Cryptography;

namespace DataSpec.Operations.Journal;

/// <summary>Where journals are, and beside them a mark for each that is not finished: finding none costs one look into an empty folder.</summary>
sealed class JournalPaths(StackRoot root)
{
    public string Journals { get; } = Path.Combine(root.State, "journal");

    public string Open { get; } = Path.Combine(root.State, "unfinished");

    public string Of(string id) => Path.Combine(Journals, $"{id}.jsonl");

    /// <summary>Holds a copy of the header.</summary>
    public string MarkOf(string id) => Path.Combine(Open, id);

    /// <summary>An id that no journal has; ids sort by time.</summary>
    public string NewId(string kind, DateTimeOffset now)
    {
        string id;
        do
            id = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{kind}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}");
        while (File.Exists(Of(id)));
        return id;
    }

    public IEnumerable<string> Marks() =>
        Directory.Exists(Open) ? Directory.EnumerateFiles(Open).Where(path => !path.EndsWith(".part", StringComparison.Ordinal)).Order(StringComparer.Ordinal) : [];

    public IEnumerable<string> All() => Directory.Exists(Journals) ? Directory.EnumerateFiles(Journals, "*.jsonl").Order(StringComparer.Ordinal) : [];
}
