using System.Security.Cryptography;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Benchmarks;

/// <summary>The package images on an engine that has nothing, with an empty cache folder, and then once more.</summary>
sealed class ImagesBenchmark(StackRoot origin, IProcessRunner runner, IProgressSink progress, TimeProvider time)
{
    /// <exception cref="DataSpecException">This user may not start an engine, or an image cannot be built.</exception>
    public async Task<Measured[]> RunAsync(string? wheels, CancellationToken ct)
    {
        var directory = Path.Combine(Path.GetTempPath(), $"dataspec-bench-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");
        var root = new StackRoot(Directory.CreateDirectory(directory).FullName);
        var engine = new PrivateEngine(root, runner, time);
        try
        {
            await new SourceCopy(runner).ToAsync(origin, root.Directory, ct);
            await engine.StartAsync(progress, ct);
            var build = Command.Of(Path.Combine(root.Directory, "build.sh")).In(root.Directory).WithVariable("NO_COLOR", "1")
                .WithVariable("DOCKER_HOST", engine.Endpoint.Host).WithVariable("DOCKER_CONFIG", engine.Endpoint.ConfigDirectory)
                .WithVariable("XDG_CACHE_HOME", Path.Combine(root.Temp, "cache"));
            var runs = new PairedRuns(runner);
            await runs.SecondsAsync(build.With("Setup"), ct);
            progress.Say("images", "builds from nothing");
            var images = build.With("ProvideImages", "--images", "packages");
            if (WheelSource.Find(origin, wheels).Path is { } path)
                images = images.With("--wheels", path);
            var first = await runs.SecondsAsync(images, ct);
            var second = await runs.SecondsAsync(images, ct);
            return [Promise.Images.Of(first, "Postgres 18 and Airflow, side by side"), Promise.ImagesAgain.Of(second, "the same command again")];
        }
        finally
        {
            await engine.StopAsync(progress, CancellationToken.None);
            Directory.Delete(root.Directory, recursive: true);
        }
    }
}
