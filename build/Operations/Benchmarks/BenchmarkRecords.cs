using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Benchmarks;

/// <summary>What to measure and how long.</summary>
public sealed record BenchmarkOptions
{
    /// <summary>Those that need a running stack.</summary>
    public static ImmutableArray<string> OnStack { get; } = ["cold-up", "passthrough", "up-again", "seed", "backup", "verify"];

    /// <summary>Only when they are named: they build images for minutes.</summary>
    public static ImmutableArray<string> OnRequest { get; } = ["pgbackrest", "images"];

    /// <summary>Every benchmark, in the order in which they run.</summary>
    public static ImmutableArray<string> All { get; } = ["commands", .. OnStack, "upgrade", "upgrade-major", "superset-init", .. OnRequest];

    /// <summary>Names out of <see cref="All"/>; empty means all but <see cref="OnRequest"/>.</summary>
    public IReadOnlyCollection<string> Only { get; init; } = [];

    /// <summary>One repetition and few rows: tries the benchmark itself, its numbers are not worth keeping.</summary>
    public bool Quick { get; init; }

    /// <summary>The SDK that <c>commands</c> starts other builds with.</summary>
    public string DotNet { get; init; } = "dotnet";

    /// <summary>Folder or archive of Python wheels for <c>images</c>; null looks where <c>Up</c> looks.</summary>
    public string? Wheels { get; init; }

    /// <exception cref="DataSpecException">A name is unknown.</exception>
    public ImmutableHashSet<string> Chosen() =>
        Only.FirstOrDefault(name => !All.Contains(name, StringComparer.Ordinal)) is { } unknown
            ? throw new DataSpecException(ExitCode.WrongUsage, $"There is no benchmark '{unknown}'.")
            {
                LeftAsItWas = "Nothing was measured.",
                NextStep = $"./build.sh Benchmark --only {string.Join(',', All)} (or some of them)",
            }
            : (Only.Count == 0 ? All.RemoveRange(OnRequest, StringComparer.Ordinal) : Only).ToImmutableHashSet(StringComparer.Ordinal);
}

/// <summary>Where it was measured.</summary>
/// <param name="Memory">In bytes; null where the system does not tell.</param>
/// <param name="LoadBefore">One-minute load average as the run began; null where the system does not tell.</param>
public sealed record BenchmarkMachine(int Processors, long? Memory, double? LoadBefore, double? LoadAfter, string Engine, string Compose)
{
    /// <summary>This machine as it is now.</summary>
    public static BenchmarkMachine Read(ReadyEngine engine)
    {
        var machine = Machine.Read();
        return new(machine.Processors, machine.TotalMemory, Load(), LoadAfter: null, engine.Engine.ToString(), engine.Compose.ToString());
    }

    public BenchmarkMachine AtTheEnd() => this with { LoadAfter = Load() };

    /// <summary>More than half of the processors had work already: the numbers say little.</summary>
    public bool WasBusy => LoadBefore > Processors / 2.0;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processors} cores, {Memory / (1L << 30)} GiB, load {LoadBefore:0.0} before, {LoadAfter:0.0} after, engine {Engine}, compose {Compose}");

    static double? Load() =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : null;
}

/// <summary>One run of the benchmarks.</summary>
public sealed record BenchmarkResult(DateTimeOffset StartedAt, BenchmarkMachine Machine, ImmutableArray<Measured> Measured);
