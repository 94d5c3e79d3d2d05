using System.Collections.Immutable;
using System.Diagnostics;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Upgrades.Clusters;

/// <summary>Receives the write-ahead log from before a backup until the cluster is shut down: with it the backup loses nothing.</summary>
/// <remarks>Postgres keeps what the receiver has not got in a slot; both are named after the operation and removed by <see cref="EndAsync"/>.</remarks>
sealed class LogTail(EngineEndpoint engine, IProcessRunner runner, string project, PostgresClient postgres, StackRoot root)
{
    const string SlotPrefix = "dataspec_up_";

    static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(20);
    static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    readonly UpgradeContainers _containers = new(engine, runner, project);

    /// <summary>Slot of an operation.</summary>
    public static string SlotOf(string operation) => SlotPrefix + string.Concat(operation.Select(sign => char.IsAsciiLetterOrDigit(sign) ? char.ToLowerInvariant(sign) : '_'));

    static string NameOf(string operation) => $"{operation}-log";

    /// <summary>Begins, or begins again where the receiver has ended; returns when log is received. Before the base backup that it completes.</summary>
    /// <param name="directory">Where the log comes; made here.</param>
    /// <exception cref="DataSpecException">The receiver does not get on, or Postgres has dropped log that it had not got: the backup must be made anew.</exception>
    public async Task BeginAsync(string operation, string directory, BackupSource source, CancellationToken ct)
    {
        var slot = SlotOf(operation);
        // One that a rolled back upgrade left in the cluster that was stopped then: there is one upgrade at a time.
        await postgres.ExecuteAsync("select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like $1 and slot_name <> $2::name and not active", ct, SlotPrefix + "%", slot);
        await postgres.QueryAsync(
            "select pg_create_physical_replication_slot($1::name, true)::text where not exists (select from pg_replication_slots where slot_name = $1::name)", row => row.GetString(0), ct, values: slot);
        if (await _containers.RunsAsync(NameOf(operation), ct) is not true)
        {
            await _containers.RemoveAsync(NameOf(operation));
            BackupTarget.MakePrivate(directory);
            await _containers.StartAsync(Receiver(operation, directory, source), ct);
        }

        for (var begun = Stopwatch.GetTimestamp(); ; await Task.Delay(Poll, ct))
        {
            var (active, status) = (await postgres.QueryAsync(
                "select active, coalesce(wal_status, '') from pg_replication_slots where slot_name = $1::name", row => (row.GetBoolean(0), row.GetString(1)), ct, values: slot))[0];
            if (status is "lost")
                throw Failed("Postgres has dropped log before it was received (POSTGRES_WAL_KEEP)", "Raise POSTGRES_WAL_KEEP in .env, ./build.sh Up, then ./build.sh Upgrade");
            if (active)
                return;
            if (await _containers.RunsAsync(NameOf(operation), ct) is not true || Stopwatch.GetElapsedTime(begun) > LongestConnect)
                throw Failed($"the log is not received: {string.Join("; ", (await _containers.ReadLogAsync(NameOf(operation), ct)).TakeLast(3))}", "./build.sh Logs --service postgres");
        }
    }

    /// <summary>After the stop: waits for the receiver, and looks that the log ends where the cluster did; what is missing is taken from its own directory.</summary>
    /// <param name="liveData">Data directory of the cluster, which was shut down; only read.</param>
    /// <param name="image">Id of its image.</param>
    /// <exception cref="DataSpecException">The cluster was not shut down, or its log has a gap.</exception>
    public async Task<SealedLog> SealAsync(string operation, string directory, string liveData, string image, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        if (!await _containers.EndsWithinAsync(NameOf(operation), LongestEnd, ct))
            await _containers.RemoveAsync(NameOf(operation));
        const string Script =
            """
            set -eu
            export LC_ALL=C
            control=$(pg_controldata /live); printf '%s\n' "$control"
            value() { printf '%s\n' "$control" | sed -n "s/^$1: *//p"; }
            [ "$(value 'Database cluster state')" = 'shut down' ] || exit 3
            for part in /log/*.partial; do [ ! -e "$part" ] || mv "$part" "${part%.partial}"; done
            at=$(value 'Latest checkpoint location') line=$(value "Latest checkpoint's TimeLineID") end=$(value "Latest checkpoint's REDO WAL file")
            ends() { pg_waldump --path=/log --timeline="$line" --start="$at" --limit=1 2>&1 | tee /tmp/end | grep -q CHECKPOINT_SHUTDOWN; }
            if ! ends; then
              last=$(ls /log | grep -xE '[0-9A-F]{24}' | tail -n 1)
              for file in /live/pg_wal/*; do
                name=${file##*/}
                case $name in *[!0-9A-F]*) continue ;; esac
                if [ ${#name} = 24 ] && ! [ "$name" \< "$last" ] && ! [ "$name" \> "$end" ]; then cp "$file" "/log/$name"; fi
              done
              echo 'Log completed: yes'
              ends || { cat /tmp/end; exit 4; }
            fi
            chown -R "$(stat -c %u:%g /log)" /log
            sync -f /log
            """;
        var result = await _containers.RunAsync(
            new Sidecar($"{operation}-seal", image, "sh", ["-c", Script])
            {
                User = "0:0",
                Capabilities = ["DAC_OVERRIDE", "DAC_READ_SEARCH", "CHOWN", "FOWNER"],
                Mounts = [Sidecar.Bind(liveData, "/live", readOnly: true), Sidecar.Bind(directory, "/log")],
            },
            ct);
        string[] lines = [.. result.Lines.Select(line => line.Text)];
        var control = ControlData.Parse(lines);
        if (result.ExitCode == 3)
            throw Failed($"the cluster in '{liveData}' was not shut down: {control.State}", "Start it with its own image and stop it: ./build.sh Up, ./build.sh Down");
        if (!result.Succeeded)
            throw Failed($"the log that was received does not end where the cluster did: {string.Join("; ", lines.TakeLast(2))}", "./build.sh Upgrade, which takes a new backup");
        return new(directory, control.Checkpoint, lines.Contains("Log completed: yes", StringComparer.Ordinal), Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 2));
    }

    /// <summary>Container and slot are gone afterwards, whatever state the operation is in.</summary>
    /// <returns>False where Postgres does not run: its slot is dropped by the next call that finds it running.</returns>
    public async Task<bool> EndAsync(string operation, CancellationToken ct)
    {
        await _containers.RemoveAsync(NameOf(operation));
        await _containers.RemoveAsync($"{operation}-seal");
        return await DropSlotsAsync(SlotOf(operation), ct);
    }

    /// <summary>What operations left that are over; the caller holds the stack's lock, and no upgrade is unfinished.</summary>
    public async Task<bool> RemoveLeftoversAsync(CancellationToken ct)
    {
        await _containers.RemoveLeftoversAsync(ct);
        return await DropSlotsAsync(SlotPrefix + "%", ct);
    }

    async Task<bool> DropSlotsAsync(string pattern, CancellationToken ct)
    {
        try
        {
            await postgres.ExecuteAsync("select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name like $1 and active", ct, pattern);
            await postgres.ExecuteAsync("select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like $1", ct, pattern);
            return true;
        }
        catch (DataSpecException)
        {
            return false;
        }
    }

    Sidecar Receiver(string operation, string directory, BackupSource source) =>
        new(NameOf(operation), source.ImageId, "pg_receivewal", ["--directory=/log", $"--slot={SlotOf(operation)}", "--synchronous", "--no-loop", "--no-password"])
        {
            User = BackupOwner.Claim(directory, root),
            // Through the database's own network, as a base backup: replication is allowed from its loopback address.
            Network = $"container:{source.Container}",
            Mounts = [Sidecar.Bind(directory, "/log")],
            Environment = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
            [
                KeyValuePair.Create("PGHOST", "127.0.0.1"), KeyValuePair.Create("PGUSER", source.User), KeyValuePair.Create("PGPASSWORD", source.Password.Reveal()),
                KeyValuePair.Create("PGCONNECT_TIMEOUT", "10"), KeyValuePair.Create("PGAPPNAME", operation),
            ]),
        };

    static DataSpecException Failed(string why, string next) => new(ExitCode.FailedUnchanged, $"The backup cannot be completed by the log up to the stop: {why}.")
    {
        LeftAsItWas = "The database and the backup are as they were.",
        NextStep = next,
    };
}
