using System.Collections.Immutable;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Benchmarks;

/// <summary>One of our runs and the plain one next to it, in seconds.</summary>
sealed record Pair(double Ours, double Plain)
{
    public double Overhead => Ours - Plain;
}

/// <summary>Times two commands in turn, so that what else the machine does falls on both.</summary>
sealed class PairedRuns(IProcessRunner runner)
{
    public async Task<double> SecondsAsync(Command command, CancellationToken ct) =>
        (await runner.RunAsync(command, ct: ct)).EnsureSuccess().Duration.TotalSeconds;

    /// <summary>One command several times, after a run that does not count.</summary>
    public async Task<ImmutableArray<double>> RepeatAsync(Command command, int times, CancellationToken ct)
    {
        await SecondsAsync(command, ct);
        var seconds = ImmutableArray.CreateBuilder<double>(times);
        for (var i = 0; i < times; i++)
            seconds.Add(await SecondsAsync(command, ct));
        return seconds.ToImmutable();
    }

    /// <summary>Ours, plain, ours, plain ..., after a run of each that does not count.</summary>
    public async Task<ImmutableArray<Pair>> AlternateAsync(Command ours, Command plain, int pairs, CancellationToken ct)
    {
        await SecondsAsync(ours, ct);
        await SecondsAsync(plain, ct);
        var found = ImmutableArray.CreateBuilder<Pair>(pairs);
        for (var i = 0; i < pairs; i++)
            found.Add(new Pair(await SecondsAsync(ours, ct), await SecondsAsync(plain, ct)));
        return found.ToImmutable();
    }
}
