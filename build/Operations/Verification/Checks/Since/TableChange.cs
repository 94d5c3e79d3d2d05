using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Verification.Checks.Since;

enum ChangeKind
{
    None,
    Grown,

    /// <summary>A load has replaced its rows.</summary>
    Loaded,

    /// <summary>As many rows, but others.</summary>
    Changed,
    Lost,
}

/// <summary>What became of a table.</summary>
/// <param name="Now">Its rows; null where it is gone or cannot be read.</param>
sealed record TableChange(string Table, ChangeKind Kind, long Then, long? Now)
{
    /// <param name="now">Null where it is gone.</param>
    public static TableChange Of(string database, TableFingerprint then, TableFingerprint? now, bool isLoadedAnew) => new(
        $"{database}: {then.Table}",
        now is null ? ChangeKind.Lost
        : (now.Rows, now.Hash) == (then.Rows, then.Hash) ? ChangeKind.None
        : isLoadedAnew ? ChangeKind.Loaded
        : now.Rows < then.Rows ? ChangeKind.Lost
        : now.Rows > then.Rows ? ChangeKind.Grown
        // A row of the services' own tables is written anew at each login.
        : database is PostgresLogin.AirflowDatabase or "superset" || then.Table.StartsWith("dataspec.", StringComparison.Ordinal) ? ChangeKind.None
        : ChangeKind.Changed,
        then.Rows, now?.Rows);

    public override string ToString() => Kind switch
    {
        ChangeKind.Lost when Now is null => $"{Table} with its {Then} rows is gone",
        ChangeKind.Lost => $"{Table} has lost rows: {Now} instead of {Then}",
        ChangeKind.Grown => $"{Table} has grown from {Then} to {Now} rows",
        ChangeKind.Loaded => $"{Table} was loaded anew: {Then} rows then, {Now} now",
        ChangeKind.Changed => $"{Table} has as many rows, but others",
        _ => $"{Table} is as it was",
    };
}
