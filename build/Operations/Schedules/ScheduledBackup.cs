using System.Collections.Immutable;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Schedules;

/// <summary>What the timer starts: a backup, then retention, each a run of its own, so that whatever becomes of them this one can tell.</summary>
/// <param name="print">Where their output goes, line by line.</param>
public sealed class ScheduledBackup(
    StackRoot root, FailureNotice notice, IProcessRunner runner, IProgressSink progress, TimeProvider time, Action<string> print)
{
    const int KeptLines = 40;
    const int OfSignalTerm = 143;

    /// <summary>How often, and how long, a run that works on the stack is waited for.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    readonly ScheduleFiles _files = new(root);

    /// <exception cref="DataSpecException">A step failed (with its exit code; the marker is written and the notice sent), or another run
    /// held the stack all the time (<see cref="ExitCode.Locked"/>; nothing is written).</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        var schedule = _files.Read() ?? throw new DataSpecException(ExitCode.WrongUsage, "No schedule is set.") { NextStep = "./build.sh Schedule --daily 03:00" };
        RunLog.Shorten(_files.Log);
        foreach (var step in StepsOf(schedule))
        {
            if (await FailureOfAsync(step, ct) is not { } failure)
                continue;
            if (failure.ExitCode == (int)ExitCode.Locked)
            {
                Ended();
                throw new DataSpecException(ExitCode.Locked, $"Another run worked on the stack for {Patience.TotalHours:0} hours: there is no scheduled backup this time.");
            }

            // The marker first: it must be there though the notice takes its time, or this process dies.
            _files.Write(failure);
            await notice.SendAsync(failure, schedule.OnFailure);
            Ended();
            throw new DataSpecException((ExitCode)failure.ExitCode, $"The scheduled {failure.Step} failed with exit code {failure.ExitCode}.")
            {
                NextStep = $"less '{_files.Log}'",
            };
        }

        ScheduleFiles.Delete(_files.Failure);
        Ended();
    }

    static ImmutableArray<ImmutableArray<string>> StepsOf(BackupSchedule schedule)
    {
        string[] target = schedule.Target is { } directory ? ["--target-dir", directory] : [];
        return
        [
            ["Backup", .. target],
            ["Backups", "--prune", "--keep-daily", $"{schedule.Keep.Daily}", "--keep-weekly", $"{schedule.Keep.Weekly}", "--keep-monthly", $"{schedule.Keep.Monthly}", .. target],
        ];
    }

    async Task<ScheduleFailure?> FailureOfAsync(ImmutableArray<string> step, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var lines = new Queue<string>();
            var code = await RunStepAsync(step, lines, ct);
            if (code == 0)
                return null;
            if (code != (int)ExitCode.Locked || time.GetElapsedTime(begun) >= Patience)
                return new(time.GetUtcNow(), step[0], code, [.. lines]);
            progress.Say(step[0], "another run works on the stack: waits a minute");
            await Task.Delay(Pause, time, ct);
        }
    }

    async Task<int> RunStepAsync(ImmutableArray<string> step, Queue<string> lines, CancellationToken ct)
    {
        try
        {
            var result = await runner.RunAsync(
                Command.Of("/bin/sh", ["./build.sh", .. step]).In(root.Directory).WithoutCapture() with { StopGrace = TimeSpan.FromMinutes(1) }, line => Keep(line.Text), ct);
            return result.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Keep("interrupted");
            return OfSignalTerm;
        }

        void Keep(string line)
        {
            print(line);
            if (line.Length > 0)
                lines.Enqueue(line);
            if (lines.Count > KeptLines)
                lines.Dequeue();
        }
    }

    /// <summary>What stays when this process dies without a word is the launcher's trace.</summary>
    void Ended() => ScheduleFiles.Delete(_files.Running);
}

/// <summary>The log of scheduled runs, which nobody else shortens.</summary>
static class RunLog
{
    const int Most = 1 << 20;
    const int Kept = 1 << 18;

    /// <summary>Keeps the end of a log that has grown too long; in place, because the launcher's shell has it open for appending.</summary>
    public static void Shorten(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > Most })
            return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Seek(-Kept, SeekOrigin.End);
        var end = new byte[Kept];
        file.ReadExactly(end);
        var line = Array.IndexOf(end, (byte)'\n') + 1;
        file.SetLength(0);
        file.Write(end.AsSpan(line));
    }
}
