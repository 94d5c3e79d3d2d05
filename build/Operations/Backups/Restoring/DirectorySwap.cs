using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Exchanges directories by renames, each between two records of the journal; what is done it sees from what is where, so that
/// either direction can be gone from any point, by whichever process.</summary>
sealed class DirectorySwap(StackRoot root, SwapPlan plan, OperationJournal journal, Renames renames)
{
    const string EnvName = ".env";

    string Staged(string path) => Path.Combine(root.Directory, plan.Staged, path);

    string Kept(string path) => Path.Combine(root.Directory, plan.Kept, path);

    string Live(string path) => Path.Combine(root.Directory, path);

    /// <summary>Not interrupted: the next run would have to say what is in between.</summary>
    public async Task ForwardAsync()
    {
        BackupTarget.MakePrivate(Path.Combine(root.Directory, plan.Kept));
        Settle();
        foreach (var entry in plan.Entries)
        {
            if (entry.Out && Directory.Exists(Live(entry.Path)) && !Directory.Exists(Kept(entry.Path)) && (!entry.In || Directory.Exists(Staged(entry.Path))))
                await MoveAsync($"set aside {entry.Path}", Live(entry.Path), Kept(entry.Path));
            if (entry.In && Directory.Exists(Staged(entry.Path)))
                await MoveAsync($"put in place {entry.Path}", Staged(entry.Path), Live(entry.Path));
        }

        if (plan.Env)
            await journal.StepAsync("environment", _ => Done(ChangeEnv), CancellationToken.None);
    }

    /// <summary>The other direction, from wherever the first one stopped.</summary>
    public async Task BackAsync()
    {
        if (plan.Env)
            await journal.StepAsync("environment back", _ => Done(ChangeEnvBack), CancellationToken.None);
        Settle();
        foreach (var entry in plan.Entries.Reverse())
        {
            if (entry.In && Directory.Exists(Live(entry.Path)) && !Directory.Exists(Staged(entry.Path)))
                await MoveAsync($"take back {entry.Path}", Live(entry.Path), Staged(entry.Path));
            if (entry.Out && Directory.Exists(Kept(entry.Path)))
                await MoveAsync($"put back {entry.Path}", Kept(entry.Path), Live(entry.Path));
        }
    }

    void Settle()
    {
        foreach (var entry in plan.Entries)
            DiskChange.Settle(Live(entry.Path), Kept(entry.Path), Staged(entry.Path));
    }

    Task MoveAsync(string step, string from, string to) =>
        journal.StepAsync(step, token => renames.MoveAsync(from, to, token), CancellationToken.None);

    void ChangeEnv()
    {
        if (plan.HadEnv && !File.Exists(Kept(EnvName)))
            DurableFile.Write(Kept(EnvName), File.ReadAllText(root.EnvFile), EnvFile.PrivateMode);
        // A state before which there was none has none: what stands there now does no harm.
        if (File.Exists(Staged(EnvName)))
            DurableFile.Write(root.EnvFile, File.ReadAllText(Staged(EnvName)), EnvFile.PrivateMode);
    }

    void ChangeEnvBack()
    {
        if (!plan.HadEnv)
            File.Delete(root.EnvFile);
        else if (File.Exists(Kept(EnvName)))
            DurableFile.Write(root.EnvFile, File.ReadAllText(Kept(EnvName)), EnvFile.PrivateMode);
    }

    static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
