using System.Data;
using DataSpec.Operations.Backups;
using Npgsql;

namespace DataSpec.Operations.Verification.Checks.Postgres;

/// <summary>Goes on after an answer that the driver takes for the end of the session: a missing file, a damaged page.</summary>
static class ReopenedSession
{
    /// <summary>Opens a session that is not open, and runs these statements in it.</summary>
    public static async Task ReopenAsync(this NpgsqlConnection session, string settings, CancellationToken ct)
    {
        if (session.State is ConnectionState.Open)
            return;
        await session.OpenAsync(ct);
        await FingerprintReader.ExecuteAsync(session, settings, ct);
    }
}
