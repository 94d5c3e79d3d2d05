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
        var root = BenchmarkStack.NewRoot();
        var engine = new PrivateEngine(root, runner, time);
        await using var stack = new BenchmarkStack(root, engine.Endpoint, runner, progress);
        try
        {
            await stack.CopyAsync(origin, ct);
            await engine.StartAsync(progress, ct);
            var runs = new PairedRuns(runner);
            // The program is built and .env is there before the clock starts.
            await runs.SecondsAsync(stack.Build("Setup"), ct);
            var images = stack.Build("ProvideImages", "--images", "packages").WithVariable("XDG_CACHE_HOME", Path.Combine(root.Temp, "cache"));
            if (WheelSource.Find(origin, wheels).Path is { } path)
                images = images.With("--wheels", path);
            progress.Say(Promise.Images.Name, "builds from nothing");
            var first = await runs.SecondsAsync(images, ct);
            var second = await runs.SecondsAsync(images, ct);
            return [Promise.Images.Of(first, "Postgres 18 and Airflow, side by side"), Promise.ImagesAgain.Of(second, "the same command again")];
        }
        finally
        {
            await engine.StopAsync(progress, CancellationToken.None);
        }
    }
}
