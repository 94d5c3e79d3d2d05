using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Backups;

/// <summary>Lets the server's processes that work for a backup yield the processor to those that serve people.</summary>
sealed class ServerPriority(BackupSidecars sidecars, BackupSource source, PostgresClient postgres)
{
    /// <summary>One sends the files, the other the log meanwhile.</summary>
    const int Senders = 2;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Lowers that of the processes which send a copy, as soon as they are there.</summary>
    /// <param name="application">Name that the copier gives to the server.</param>
    /// <param name="copying">Ends with the copy: then there is nothing left to look for.</param>
    public async Task LowerSendersAsync(string application, Task copying, CancellationToken ct)
    {
        HashSet<int> lowered = [];
        while (!copying.IsCompleted && lowered.Count < Senders)
        {
            var found = await SendersAsync(application, ct);
            if (found.Except(lowered).ToArray() is { Length: > 0 } added)
            {
                await LowerAsync(added, ct);
                lowered.UnionWith(added);
            }

            await Task.WhenAny(copying, Task.Delay(Pause, ct));
        }
    }

    /// <summary>Lowers that of these processes of the server.</summary>
    public Task LowerAsync(IEnumerable<int> processes, CancellationToken ct) => sidecars.LowerPriorityAsync(source.Container, processes, ct);

    async Task<int[]> SendersAsync(string application, CancellationToken ct)
    {
        try
        {
            return [.. await postgres.QueryAsync("select pid from pg_stat_replication where application_name = $1", row => row.GetInt32(0), ct, values: application)];
        }
        catch (DataSpecException)
        {
            // The copy itself says what is wrong with the server.
            return [];
        }
    }
}
