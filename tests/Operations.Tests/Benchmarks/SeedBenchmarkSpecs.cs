using DataSpec.Operations.Benchmarks;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Benchmarks;

public sealed class SeedBenchmarkSpecs
{
    const string Answer = """
        {
          "rows": 1500000,
          "pairs": [
            {"copy_seconds": 4.0, "load_seconds": 8.0, "ratio": 0.5}, {"copy_seconds": 4.2, "load_seconds": 6.0, "ratio": 0.7},
            {"copy_seconds": 4.1, "load_seconds": 6.8, "ratio": 0.6}
          ],
          "median_ratio": 0.6,
          "memory": [{"rows": 1000000, "seconds": 5, "peak_mib": 374}, {"rows": 12000000, "seconds": 50, "peak_mib": 465}]
        }
        """;

    [Fact]
    public void The_answer_of_the_script_becomes_two_numbers()
    {
        var measured = SeedBenchmark.Read(Answer);

        measured.Select(one => (one.Name, one.Value, one.IsMet)).ShouldBe([("seed", 0.6, true), ("seed-memory", 465, true)]);
        measured[0].Detail.ShouldBe("0.60 x (0.50 to 0.70) in 3 pairs of 1,500,000 rows; COPY 4.10 s (4.00 to 4.20), load 6.80 s (6.00 to 8.00)");
        measured[1].Detail.ShouldBe("374 MiB at 1,000,000 rows, 465 MiB at 12,000,000 rows");
    }
}
