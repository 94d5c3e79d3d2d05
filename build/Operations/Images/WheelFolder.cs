using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Images;

/// <summary>The wheels as a folder: an archive is unpacked once for all images of a run, and removed after it.</summary>
sealed class WheelFolder(IProcessRunner runner, WheelSource source, string unpacked, IProgressSink progress) : IDisposable
{
    readonly Lock _gate = new();
    Task<string>? _opened;

    /// <summary>The folder with wheels.</summary>
    public Task<string> OpenAsync(CancellationToken ct)
    {
        if (!source.IsArchive)
            return Task.FromResult(source.Path!);
        lock (_gate)
            return _opened ??= UnpackAsync(ct);
    }

    public void Dispose()
    {
        if (Directory.Exists(unpacked))
            Directory.Delete(unpacked, recursive: true);
    }

    async Task<string> UnpackAsync(CancellationToken ct)
    {
        Dispose();
        Directory.CreateDirectory(unpacked);
        progress.Say("wheels", $"unpacking {source.Path} ({new FileInfo(source.Path!).Length / 1_000_000} MB)");
        var result = await runner.RunAsync(Command.Of("tar", "-xJf", source.Path!, "-C", unpacked), ct: ct);
        if (!result.Succeeded)
            throw new DataSpecException(ExitCode.RequirementMissing, $"The archive of wheels '{source.Path}' cannot be unpacked: {result.StandardError}")
            {
                LeftAsItWas = "No image was built.",
                NextStep = "Install xz-utils if 'xz' is missing; else fetch the archive again, or name a folder: --wheels PATH",
            };
        var inside = Directory.EnumerateFiles(unpacked, "*.whl", SearchOption.AllDirectories).FirstOrDefault();
        progress.Say("wheels", $"unpacked after {result.Duration.TotalSeconds:0} s");
        return inside is null ? unpacked : Path.GetDirectoryName(inside)!;
    }
}
