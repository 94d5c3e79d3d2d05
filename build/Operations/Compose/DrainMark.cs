using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Compose;

/// <summary>
/// Remembers a scheduler that was told to finish its tasks: it looks healthy for a while, takes no new work and then ends,
/// so an interrupted <c>Down</c> followed by <c>Up</c> must not take it for a running one.
/// </summary>
public sealed class DrainMark(StackRoot root, TimeProvider time)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    string FilePath => Path.Combine(root.State, "draining");

    /// <summary>True from the signal to the scheduler until it has ended.</summary>
    public bool IsSet => File.Exists(FilePath);

    /// <summary>Written before the signal, so that no signal is without it.</summary>
    public async Task SetAsync(string containerId)
    {
        Directory.CreateDirectory(root.State);
        var beside = FilePath + ".part";
        await File.WriteAllTextAsync(beside, containerId);
        File.Move(beside, FilePath, overwrite: true);
    }

    public void Clear()
    {
        // Where the folder is missing too, deleting the file would fail.
        if (IsSet)
            File.Delete(FilePath);
    }

    /// <summary>Returns when no scheduler is finishing its tasks any more; at once where none was told to.</summary>
    public async Task UntilOverAsync(ComposeProject project, IProgressSink progress, CancellationToken ct)
    {
        if (!IsSet)
            return;
        var id = (await File.ReadAllTextAsync(FilePath, ct)).Trim();
        var told = false;
        while ((await project.InspectAsync([id], ct)).FirstOrDefault() is { IsRunning: true } scheduler)
        {
            if (!told)
                progress.Say(scheduler.Service, "finishes its tasks from an interrupted Down");
            told = true;
            await Task.Delay(Pause, time, ct);
        }

        Clear();
    }
}
