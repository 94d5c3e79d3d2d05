using System.Collections.Immutable;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Images;

/// <summary>A file with the images of a stack.</summary>
/// <param name="Bytes">Of the file.</param>
public sealed record BundleResult(string File, long Bytes, ImmutableArray<string> Images);

/// <summary>Carries images to machines that reach no registry: one file, written on one machine and read on another.</summary>
public sealed class BundleImages(IProcessRunner runner, EngineEndpoint engine, IProgressSink progress)
{
    /// <summary>Takes every image of the file into the engine.</summary>
    /// <exception cref="DataSpecException">No file was named, or there is none (exit code 2), or it is damaged (1).</exception>
    public async Task LoadAsync(string? file, CancellationToken ct)
    {
        if (file is null || !File.Exists(file))
        {
            throw new DataSpecException(ExitCode.WrongUsage, file is null ? "--images bundle needs the file: --bundle FILE." : $"The bundle '{file}' does not exist.")
            {
                LeftAsItWas = "No image was fetched or built.",
                NextStep = "Make it where the images are: ./build.sh Bundle --bundle FILE",
            };
        }

        progress.Say("images", $"reading '{file}' ({ProgressText.Size(new FileInfo(file).Length)})");
        var result = await runner.RunAsync(engine.Docker("load", "--input", Path.GetFullPath(file)), line => Loaded(line.Text), ct);
        if (result.Succeeded)
            return;
        throw new DataSpecException(ExitCode.FailedUnchanged, $"The bundle '{file}' cannot be read: {result.StandardError.Trim()}", new CommandFailedException(result))
        {
            LeftAsItWas = "The stack is as it was; images before the damage may have been taken.",
            NextStep = "Copy the file again and compare its sha256sum with the original's",
        };
    }

    /// <summary>Writes these images into one file; there is the whole of it or none.</summary>
    /// <exception cref="DataSpecException">The engine lacks one, or the disk has no room; nothing is left (exit codes 3 and 1).</exception>
    public async Task<BundleResult> SaveAsync(IEnumerable<string> references, string file, CancellationToken ct)
    {
        var images = new LocalImages(runner, engine);
        var names = new List<string>();
        foreach (var reference in references.Distinct(StringComparer.Ordinal))
            names.Add(await NameOf(reference, images, ct));
        var path = Path.GetFullPath(file);
        var part = path + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            progress.Say("images", $"writing {names.Count} images to '{path}'");
            var saved = await runner.RunAsync(engine.Docker(["save", "--output", part, .. names]), ct: ct);
            if (!saved.Succeeded)
                throw new IOException(saved.StandardError.Trim(), new CommandFailedException(saved));
            using (var handle = File.OpenHandle(part, FileMode.Open, FileAccess.ReadWrite))
                RandomAccess.FlushToDisk(handle);
            File.Move(part, path, overwrite: true);
            return new BundleResult(path, new FileInfo(path).Length, [.. names]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The bundle '{path}' cannot be written: {error.Message}", error)
            {
                LeftAsItWas = File.Exists(path) ? "The file of that name is as it was." : "Nothing of it is left.",
                NextStep = $"df -h '{Path.GetDirectoryName(path)}', or another place: ./build.sh Bundle --bundle FILE",
            };
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>A file of images knows no digests: what is pinned by one gets its plain name too.</summary>
    async Task<string> NameOf(string reference, LocalImages images, CancellationToken ct)
    {
        if (await images.FindAsync(reference, ct) is null)
            throw new DataSpecException(ExitCode.RequirementMissing, $"The engine has no image '{reference}'.") { LeftAsItWas = "No bundle was written.", NextStep = "./build.sh Up" };
        if (reference.Split('@') is not [var name, _])
            return reference;
        (await runner.RunAsync(engine.Docker("tag", reference, name), ct: ct)).EnsureSuccess();
        return name;
    }

    void Loaded(string line)
    {
        if (line.StartsWith("Loaded image", StringComparison.Ordinal))
            progress.Say("images", line["Loaded image".Length..].TrimStart(':', ' '));
    }
}
