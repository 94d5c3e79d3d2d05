using System.Collections.Immutable;
using DataSpec.Operations.Backups;

namespace DataSpec.Operations.Dumps;

/// <summary>The three forms of a database in SQL.</summary>
public enum DumpFormat
{
    /// <summary>One compressed file for <c>pg_restore</c>.</summary>
    Custom,

    /// <summary>A directory for <c>pg_restore</c>; a file for each table, written and read in parallel.</summary>
    Directory,

    /// <summary>SQL for <c>psql</c>.</summary>
    Plain,
}

/// <summary>What is dumped, where to and how.</summary>
/// <param name="Target">Directory that gets a directory of this dump.</param>
/// <param name="Database">Null for all, with the roles.</param>
/// <param name="Prove">Restores the dump into a throw-away Postgres and compares.</param>
public sealed record DumpOptions(string Target, string? Database, DumpFormat Format, bool Prove);

/// <summary>The page beside the files of a dump, <c>dump.json</c>: written last.</summary>
/// <param name="Tool">Version of the program that wrote it.</param>
/// <param name="Server">Version of Postgres, which wrote the files too.</param>
/// <param name="SystemIdentifier">Of the cluster that was dumped.</param>
/// <param name="Proof">Null where the dump was not restored.</param>
public sealed record DumpManifest(
    string Id,
    DateTimeOffset At,
    string Project,
    string Tool,
    string Server,
    string Image,
    string SystemIdentifier,
    DumpFormat Format,
    ImmutableArray<DumpedDatabase> Databases,
    ImmutableArray<DumpedFile> Files,
    DumpProof? Proof)
{
    public const string Name = "dump.json";

    public const string Globals = "globals.sql";

    public long Bytes() => Files.Sum(file => file.Size);
}

/// <summary>A database as the dump's snapshot saw it.</summary>
/// <param name="Path">Its file or directory.</param>
/// <param name="Create">The statement that makes an empty one of the same encoding and order.</param>
public sealed record DumpedDatabase(string Database, string Path, string Create, DatabaseContent Content);

/// <summary>What a database holds.</summary>
/// <param name="Objects">How many there are of each kind: tables, indexes, functions, constraints and so on.</param>
/// <param name="NotCompared">Tables that could not be counted as the snapshot saw them, and why: they are in the dump too.</param>
public sealed record DatabaseContent(ImmutableArray<DumpedTable> Tables, ImmutableSortedDictionary<string, long> Objects, ImmutableArray<SkippedTable> NotCompared);

/// <param name="Hash">Sum of a 64-bit hash of each row's text; null for a table too large to hash it.</param>
public sealed record DumpedTable(string Schema, string Name, long Rows, string? Hash)
{
    public override string ToString() => $"{Schema}.{Name}";
}

/// <param name="Path">Below the dump, with slashes.</param>
public sealed record DumpedFile(string Path, long Size, string Sha256);

/// <summary>The restore that shows that the dump can be restored.</summary>
public sealed record DumpProof(DateTimeOffset At, int Tables, long Rows, double Seconds);

/// <summary>A finished dump.</summary>
/// <param name="Seconds">Without the proof.</param>
public sealed record DumpResult(string Id, string Directory, DumpManifest Manifest, double Seconds);
