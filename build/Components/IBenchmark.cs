using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Benchmarks;
using Nuke.Common;

/// <summary>Measures what the project promises, on a stack of its own.</summary>
[Category(Group.Project)]
interface IBenchmark : IImages, IChooses
{
    [Parameter("Run each benchmark once with few rows, to try the benchmark itself")]
    bool Quick => TryGetValue<bool?>(() => Quick) ?? false;

    [Parameter("Write what was measured into docs/benchmarks.md")]
    bool Write => TryGetValue<bool?>(() => Write) ?? false;

    Target Benchmark => _ => _
        .Description("""
            Measures the promised numbers on a stack of its own

            The stacks are removed afterwards; about half an hour on a machine that does nothing else.

            Examples:
              ./build.sh Benchmark
              ./build.sh Benchmark --only commands                 start, help, completion, plan
              ./build.sh Benchmark --only images                   builds the package images from nothing

            Codes of its own: 4 a number misses its goal.
            Page: docs/benchmarks.md
            """)
        .Executes(() => Operate(async ct =>
        {
            if (Quick && Write)
                throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, "Numbers of --quick are not worth writing down.");
            var engine = await Stack.Engine(MayStartEngine, ct);
            var options = new BenchmarkOptions { Only = Only, Quick = Quick, Wheels = Wheels, DotNet = Stack.DotNet };
            var result = await new BenchmarkOperation(Stack.Root, Stack.Processes, Stack.Progress, Stack.Time, engine).RunAsync(options, ct);
            Report(result, BenchmarkTable.Of);
            if (Write)
                await WriteDown(result, ct);
            var missed = result.Measured.Count(measured => !measured.IsMet);
            if (missed > 0 && !Quick)
                throw new DataSpecException(DataSpec.Operations.ExitCode.VerificationFailed, $"{missed} of {result.Measured.Length} numbers miss their goal.");
        }));

    private async Task WriteDown(BenchmarkResult result, CancellationToken ct)
    {
        var path = RootDirectory / "docs" / "benchmarks.md";
        await File.WriteAllTextAsync(path, BenchmarkPage.With(await File.ReadAllTextAsync(path, ct), result), ct);
    }
}
