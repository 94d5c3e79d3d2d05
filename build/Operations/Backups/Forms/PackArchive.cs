using System.Collections.Immutable;
using System.Runtime.Versioning;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>A plain backup as one stream and back: tar and zstd of the Postgres image, so that the machine needs neither.</summary>
[SupportedOSPlatform("linux")]
sealed class PackArchive(BackupSidecars sidecars, FormScratch scratch, string image)
{
    /// <summary>Official images have zstd; where one has not, the archive stays as large as it is.</summary>
    public async Task<bool> CompressesAsync(string id, CancellationToken ct) =>
        (await RunAsync($"{id}-zstd", "sh", ["-c", "command -v zstd"], [], ct)).Succeeded;

    /// <summary>Passes on everything below a plain backup's directory, that directory's name first.</summary>
    /// <exception cref="DataSpecException">Something could not be read.</exception>
    public async Task WriteAsync(BackupLayout plain, bool compress, Func<Stream, CancellationToken, Task> to, CancellationToken ct)
    {
        using var pipe = NamedPipe.Make(Path.Combine(scratch.Directory, "pack"), scratch.OwnerIds);
        await Together.RunAsync(
            ct,
            token => TarAsync(
                plain.Id, ">", ["--numeric-owner", "--directory", "/plain", .. Zstd(compress, "zstd -1 -T0"), "--create", "--file", "-", plain.Id],
                [Sidecar.Bind(Path.GetDirectoryName(plain.Directory)!, "/plain", readOnly: true), Sidecar.Bind(scratch.Directory, "/pipe")], token),
            async token =>
            {
                await using var stream = await pipe.OpenForReadingAsync(token);
                await to(stream, token);
            });
    }

    /// <summary>Unpacks what <paramref name="from"/> writes into the scratch space.</summary>
    /// <exception cref="DataSpecException">It is no whole archive, or there is no room.</exception>
    public async Task ReadAsync(string id, bool compressed, Func<Stream, CancellationToken, Task> from, CancellationToken ct)
    {
        using var pipe = NamedPipe.Make(Path.Combine(scratch.Directory, "pack"), scratch.OwnerIds);
        await Together.RunAsync(
            ct,
            token => TarAsync(
                id, "<", ["--no-same-owner", "--preserve-permissions", "--directory", "/pipe", .. Zstd(compressed, "zstd -d"), "--extract", "--file", "-"],
                [Sidecar.Bind(scratch.Directory, "/pipe")], token),
            token => pipe.FeedAsync(stream => from(stream, token), token));
    }

    static ImmutableArray<string> Zstd(bool wanted, string program) => wanted ? ["--use-compress-program", program] : [];

    // Opened by the shell, once: tar opens what it unpacks twice, and what it read of a pipe the first time would be lost.
    async Task TarAsync(string id, string direction, ImmutableArray<string> arguments, ImmutableArray<string> mounts, CancellationToken ct)
    {
        // Those who work with the stack come first.
        var result = await RunAsync($"{id}-pack", "sh", ["-c", $"exec nice -n 10 tar \"$@\" {direction} /pipe/pack", "sh", .. arguments], mounts, ct);
        if (!result.Succeeded)
            throw new DataSpecException(ExitCode.FailedUnchanged, $"tar failed: {result.LastWords()}") { LeftAsItWas = "The stack runs as before." };
    }

    Task<CommandResult> RunAsync(string name, string program, ImmutableArray<string> arguments, ImmutableArray<string> mounts, CancellationToken ct) =>
        sidecars.RunAsync(new Sidecar($"{name}-{scratch.Name}", image, program, arguments) { User = scratch.Owner, Mounts = mounts }, onLine: null, ct);
}
