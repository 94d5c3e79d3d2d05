using System.Globalization;
using DataSpec.Operations.Postgres;
using Npgsql;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>Commits numbered rows one after the other and remembers those that were acknowledged, with the time.</summary>
sealed class LedgerWriter(PostgresClient client, int first)
{
    volatile bool _stopped;
    readonly List<(long Number, DateTimeOffset At)> _acknowledged = [];
    Task _work = Task.CompletedTask;

    public IReadOnlyList<(long Number, DateTimeOffset At)> Acknowledged => _acknowledged;

    public LedgerWriter Start()
    {
        _work = Task.Run(async () =>
        {
            await using var connection = await client.OpenAsync(CancellationToken.None);
            for (var number = (long)first; !_stopped; number++)
            {
                // The server's clock, as that of the consistency point.
                await using var command = new NpgsqlCommand(
                    string.Create(CultureInfo.InvariantCulture, $"insert into ledger (n, h) values ({number}, md5('{number}')); select nextval('tickets'); select clock_timestamp()"), connection);
                await using var reader = await command.ExecuteReaderAsync();
                await reader.NextResultAsync();
                await reader.ReadAsync();
                _acknowledged.Add((number, reader.GetFieldValue<DateTimeOffset>(0)));
            }
        });
        return this;
    }

    public Task StopAsync()
    {
        _stopped = true;
        return _work;
    }
}
