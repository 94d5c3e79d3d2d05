using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Images;

/// <summary>Lays out what a Dockerfile sees: the files of its folder, and for Python images <c>requirements.txt</c> with its
/// <c>wheels/</c>.</summary>
sealed class BuildContext(IProcessRunner runner)
{
    public async Task<string> LayOutAsync(string folder, LockList? list, string? wheels, Workshop workshop, CancellationToken ct)
    {
        var context = workshop.Fresh("context");
        foreach (var file in Directory.EnumerateFiles(folder))
            File.Copy(file, Path.Combine(context, Path.GetFileName(file)));
        if (list is null)
            return context;
        await File.WriteAllTextAsync(Path.Combine(context, "requirements.txt"), list.Text, ct);
        var target = Directory.CreateDirectory(Path.Combine(context, "wheels")).FullName;
        if (wheels is not null)
            await LinkAsync(list.WheelsIn(wheels), target, ct);
        return context;
    }

    /// <summary>Links rather than copies hundreds of megabytes, where both are on one file system.</summary>
    async Task LinkAsync(IReadOnlyList<string> files, string target, CancellationToken ct)
    {
        if (!(await runner.RunAsync(Command.Of("cp", ["--link", "--target-directory", target, .. files]), ct: ct)).Succeeded)
            (await runner.RunAsync(Command.Of("cp", ["--force", "--reflink=auto", "--target-directory", target, .. files]), ct: ct)).EnsureSuccess();
    }
}
