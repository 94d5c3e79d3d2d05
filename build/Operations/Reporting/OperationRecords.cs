using DataSpec.Operations.Journal;
using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Reporting;

/// <summary>The table <c>dataspec.operations</c>, which Grafana shows: a copy of what the journals say. Nothing depends on it.</summary>
public sealed class OperationRecords(PostgresClient postgres, IProgressSink progress)
{
    /// <summary>A database that was restored, or was down meanwhile, lacks many lines: all of these are written, with one statement.</summary>
    public async Task WriteAsync(IReadOnlyCollection<HistoryLine> lines, CancellationToken ct)
    {
        if (lines.Count == 0)
            return;
        try
        {
            await postgres.ExecuteAsync(
                """
                insert into dataspec.operations (id, kind, versions, started_at, seconds, stop_seconds, result, steps, note)
                select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::numeric[], $6::numeric[], $7::text[], $8::int[], $9::text[])
                on conflict (id) do update set versions = excluded.versions, seconds = excluded.seconds, stop_seconds = excluded.stop_seconds,
                    result = excluded.result, steps = excluded.steps, note = excluded.note
                """,
                ct,
                Column(line => line.Id), Column(line => line.Kind), Column(line => line.Versions), Column(line => line.Begun.UtcDateTime), Column(line => (decimal?)line.Seconds),
                Column(line => (decimal?)line.StopSeconds), Column(line => line.Result), Column(line => line.Steps), Column(line => line.Note));
        }
        catch (DataSpecException error)
        {
            progress.Warn("history", $"not written to dataspec.operations: {error.Message}");
        }

        T[] Column<T>(Func<HistoryLine, T> value) => [.. lines.Select(value)];
    }
}
