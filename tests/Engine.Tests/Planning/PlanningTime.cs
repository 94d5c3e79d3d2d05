using System.Diagnostics;
using System.Globalization;
using DataSpec.Engine.Planning;

namespace DataSpec.Engine.Tests.Planning;

/// <summary>The measured time of one plan, for <c>./build.sh Benchmark</c>; no test, for a busy machine would fail it.</summary>
public sealed class PlanningTime(ITestOutputHelper output)
{
    const int Targets = 1000;

    /// <summary>Each target depends on three earlier ones and comes after a fourth; the first plan of a program is the one that people wait for.</summary>
    [Fact(Explicit = true)]
    public void Of_a_thousand_targets()
    {
        var random = new Random(1);
        var graph = Graph.Of([.. Enumerable.Range(0, Targets).Select(index => $"T{index}")]);
        for (var index = 1; index < Targets; index++)
            graph.DependsOn($"T{index}", $"T{index - 1}", $"T{random.Next(index)}", $"T{random.Next(index)}").After($"T{index}", $"T{random.Next(index)}");

        var first = Milliseconds(graph);
        var processor = Environment.CpuUsage.TotalTime;
        var times = Enumerable.Range(0, 51).Select(_ => Milliseconds(graph)).Order().ToList();
        processor = (Environment.CpuUsage.TotalTime - processor) / times.Count;

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Targets} targets: first plan {first:0.0} ms, then {times[25]:0.0} ms ({processor.TotalMilliseconds:0.0} ms of processor time)"));
    }

    static double Milliseconds(Graph graph)
    {
        var started = Stopwatch.GetTimestamp();
        Planner.Plan(graph.Targets, [graph.Targets[^1]]);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
