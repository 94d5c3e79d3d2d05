using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Compose;

/// <summary>What <c>Reset</c> deletes.</summary>
public sealed record StackResetOptions
{
    /// <summary>True once the person has agreed; without it nothing is deleted.</summary>
    public required bool Confirmed { get; init; }

    /// <summary>True deletes <c>.env</c> too, and with it every password of the stack.</summary>
    public bool EnvFile { get; init; }

    /// <summary>An image that is present, whose shell deletes what this user may not.</summary>
    public required string Image { get; init; }
}

/// <summary>Deletes this stack's containers, networks and data.</summary>
public sealed class StackReset(ComposeProject project, StackRoot root, IProgressSink progress)
{
    /// <summary>Deletes; what it asks for without confirmation is the confirmation.</summary>
    /// <exception cref="DataSpecException">Not confirmed, <c>data</c> is a link, or something outside still works on it; nothing was deleted.</exception>
    public async Task RunAsync(StackResetOptions options, CancellationToken ct)
    {
        if (!options.Confirmed)
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"Reset deletes the containers of '{project.Name}' and everything in '{root.Data}'.")
            {
                LeftAsItWas = "Nothing was deleted.",
                NextStep = "./build.sh Reset --yes",
            };
        }

        var data = new DirectoryInfo(root.Data);
        if (data.LinkTarget is { } target)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"'{root.Data}' is a link to '{target}': Reset deletes only inside the project.")
            {
                LeftAsItWas = "Nothing was deleted.",
                NextStep = $"./build.sh Down, then delete the content of '{target}' yourself",
            };
        }

        RequireNoneElse();
        await RemoveContainersAsync(ct);
        if (data.Exists)
            await DeleteAsync(data, options.Image, ct);
        if (options.EnvFile)
            File.Delete(root.EnvFile);
    }

    /// <summary>What is known by files in <c>data</c> alone could not be found again: a clone would run on, a timer would go off for nothing.</summary>
    void RequireNoneElse()
    {
        var clones = Path.Combine(root.State, "clones");
        if (Directory.Exists(clones) && Directory.EnumerateDirectories(clones).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).FirstOrDefault() is { } clone)
            throw Left($"The clone '{clone}' of this stack lives in '{clones}'.", $"./build.sh Restore --as {clone} --remove");
        if (File.Exists(Path.Combine(root.State, "schedule", "schedule.json")))
            throw Left("A schedule takes backups of this stack.", "./build.sh Schedule --remove");

        static DataSpecException Left(string what, string first) => new(ExitCode.FailedUnchanged, what) { LeftAsItWas = "Nothing was deleted.", NextStep = $"{first}, then ./build.sh Reset" };
    }

    /// <summary>Without a grace: what a shutdown would save is deleted next.</summary>
    async Task RemoveContainersAsync(CancellationToken ct)
    {
        var containers = await project.ReadContainersAsync(service: null, ct);
        if (!containers.IsEmpty)
            await project.RemoveAsync(containers.Select(container => container.Id), ct);
        // Compose reads its file only with the values of .env; without them the empty network is all that stays.
        if (File.Exists(root.EnvFile))
            await project.DownAsync(volumes: true, ct);
        progress.Say("containers", $"{containers.Length} removed");
    }

    async Task DeleteAsync(DirectoryInfo data, string image, CancellationToken ct)
    {
        try
        {
            // Deletes links, never what they point to.
            data.Delete(recursive: true);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            // Services own their files: a container's root may delete what this user may not. find does not follow links either.
            await project.DeleteContentAsync(data.FullName, image, ct);
            data.Refresh();
            if (data.Exists)
                data.Delete(recursive: true);
        }

        progress.Say("data", "deleted");
    }
}
