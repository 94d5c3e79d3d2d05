using System.Collections.Immutable;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Benchmarks;

/// <summary>Measures what the project promises, each number with its counterpart in the same run.</summary>
public sealed class BenchmarkOperation(StackRoot root, IProcessRunner runner, IProgressSink progress, TimeProvider time, ReadyEngine engine)
{
    /// <summary>Runs the chosen benchmarks; what it started is gone afterwards, also after a failure or an interruption.</summary>
    /// <exception cref="DataSpecException">A name is unknown, or something that is measured failed.</exception>
    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var chosen = options.Chosen();
        var begun = time.GetUtcNow();
        var machine = BenchmarkMachine.Read(engine);
        if (machine.WasBusy)
            progress.Warn("benchmark", $"the machine has other work (load {machine.LoadBefore}): these numbers say little");
        ImmutableArray<Measured> measured =
        [
            .. await StartsAsync(chosen, options, ct),
            .. await OnStackAsync(chosen, options, ct),
            .. await UpgradesAsync(chosen, options, ct),
            .. await SupersetInitAsync(chosen, options, ct),
            .. await PgBackRestAsync(chosen, options, ct),
            .. await ImagesAsync(chosen, options, ct),
        ];
        return new BenchmarkResult(begun, machine.AtTheEnd(), measured);
    }

    async Task<IEnumerable<Measured>> StartsAsync(ImmutableHashSet<string> chosen, BenchmarkOptions options, CancellationToken ct) =>
        chosen.Contains("commands") ? (await new StartBenchmarks(runner, progress, options.DotNet, options.Quick).RunAsync(root, ct)).Select(Tell) : [];

    /// <summary>All that need a stack share one: the last cold <c>Up</c> leaves it healthy.</summary>
    async Task<IEnumerable<Measured>> OnStackAsync(ImmutableHashSet<string> chosen, BenchmarkOptions options, CancellationToken ct)
    {
        if (!chosen.Overlaps(BenchmarkOptions.OnStack))
            return [];
        var measured = new List<Measured>();
        await using var stack = NewStack();
        await stack.PrepareAsync(root, ct);
        if (chosen.Contains("cold-up"))
            measured.Add(Tell(await new ColdUpBenchmark(stack, runner, progress, time).RunAsync(options.Quick ? 1 : 3, ct)));
        else
            await stack.UpAsync(ct);
        var commands = new CommandBenchmarks(runner, options.Quick);
        if (chosen.Contains("passthrough"))
            measured.Add(Tell(await commands.PassthroughAsync(stack, ct)));
        if (chosen.Contains("up-again"))
            measured.Add(Tell(await commands.UpAgainAsync(stack, ct)));
        if (chosen.Contains("seed"))
            measured.AddRange((await new SeedBenchmark(stack, runner, progress).RunAsync(options.Quick, ct)).Select(Tell));
        if (chosen.Contains("backup"))
            measured.AddRange((await new BackupBenchmark(stack, runner, progress).RunAsync(options.Quick, ct)).Select(Tell));
        if (chosen.Contains("verify"))
            measured.AddRange((await new VerifyBenchmark(stack, runner, progress, options.Quick).RunAsync(ct)).Select(Tell));
        return measured;
    }

    /// <summary>Each on a stack that begins at older versions.</summary>
    async Task<IEnumerable<Measured>> UpgradesAsync(ImmutableHashSet<string> chosen, BenchmarkOptions options, CancellationToken ct)
    {
        var measured = new List<Measured>();
        if (chosen.Contains("upgrade"))
        {
            await using var stack = NewStack();
            using var upgrade = new UpgradeBenchmark(stack, progress);
            measured.AddRange((await upgrade.RunAsync(root, options.Quick ? 1 : 3, ct)).Select(Tell));
        }

        if (chosen.Contains("upgrade-major"))
            measured.AddRange((await new MajorUpgradeBenchmark(NewStack, progress).RunAsync(root, options.Quick, ct)).Select(Tell));
        return measured;
    }

    BenchmarkStack NewStack() => new(BenchmarkStack.NewRoot(), engine.Endpoint, runner, progress);

    async Task<IEnumerable<Measured>> SupersetInitAsync(ImmutableHashSet<string> chosen, BenchmarkOptions options, CancellationToken ct) =>
        chosen.Contains("superset-init")
            ? (await new SupersetInitBenchmark(root, runner, progress, time, engine.Endpoint).RunAsync(options.Quick ? 1 : 3, options.Wheels, ct)).Select(Tell)
            : [];

    async Task<IEnumerable<Measured>> PgBackRestAsync(ImmutableHashSet<string> chosen, BenchmarkOptions options, CancellationToken ct)
    {
        if (!chosen.Contains("pgbackrest"))
            return [];
        await using var stack = NewStack();
        return (await new PgBackRestBenchmark(stack, runner, progress).RunAsync(root, options.Quick, ct)).Select(Tell);
    }

    async Task<IEnumerable<Measured>> ImagesAsync(ImmutableHashSet<string> chosen, BenchmarkOptions options, CancellationToken ct) =>
        chosen.Contains("images") ? (await new ImagesBenchmark(root, runner, progress, time).RunAsync(options.Wheels, ct)).Select(Tell) : [];

    Measured Tell(Measured measured)
    {
        progress.Say(measured.Name, $"{measured.Result} (goal {measured.Goal}): {measured.Detail}");
        return measured;
    }
}
