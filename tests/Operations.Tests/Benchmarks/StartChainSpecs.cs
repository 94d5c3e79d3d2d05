using System.Collections.Immutable;
using DataSpec.Operations.Benchmarks;
using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Benchmarks;

public sealed class StartChainSpecs
{
    static readonly DateTimeOffset _begin = DateTimeOffset.UnixEpoch.AddSeconds(1_000);

    [Fact]
    public void The_chain_is_the_path_whose_parts_were_at_work_longest()
    {
        var chain = StartChain.Longest(
            Needs(("db", []), ("fast", ["db"]), ("slow", ["db"]), ("web", ["fast", "slow"])),
            Spans(("db", 0, 2), ("fast", 3, 4), ("slow", 3, 8), ("web", 9, 10)));

        chain.Select(link => (link.Name, link.Own.TotalSeconds)).ShouldBe([("db", 2), ("slow", 5), ("web", 1)]);
        StartChain.Length(chain).TotalSeconds.ShouldBe(8);
    }

    [Fact]
    public void Waiting_between_two_parts_does_not_count()
    {
        var chain = StartChain.Longest(Needs(("db", []), ("web", ["db"])), Spans(("db", 0, 1), ("web", 100, 101)));

        StartChain.Length(chain).TotalSeconds.ShouldBe(2);
    }

    [Fact]
    public void Time_in_which_two_parts_overlap_counts_once()
    {
        var chain = StartChain.Longest(Needs(("scheduler", []), ("load", ["scheduler"])), Spans(("scheduler", 0, 6), ("load", 4, 9)));

        StartChain.Length(chain).TotalSeconds.ShouldBe(9);
    }

    [Fact]
    public void A_part_that_did_not_start_makes_it_no_cold_start()
    {
        Action chain = () => StartChain.Longest(Needs(("db", []), ("web", ["db"])), Spans(("db", 0, 1)));

        chain.ShouldThrow<DataSpecException>().Message.ShouldContain("'web'");
    }

    [Fact]
    public void A_service_is_at_work_until_the_last_check_that_failed_and_a_one_shot_until_it_ends()
    {
        const string Config = """
            {"name": "p", "services": {"init": {"image": "i"}, "web": {"image": "i", "restart": "always"}, "absent": {"image": "i"}}}
            """;
        string[] lines =
        [
            "1000000000000|init|start|", "1002000000000|init|die|0", "1003000000000|web|start|", "1004000000000|web|exec_die|7", "1005500000000|web|exec_die|1",
            "1006000000000|web|exec_die|0", "1009000000000|web|exec_die|1", "an unexpected line",
        ];

        var spans = EngineEvents.Spans(lines, StackModel.Parse(Config, ""));

        spans.Count.ShouldBe(2);
        spans["init"].ShouldBe(Of(0, 2));
        spans["web"].ShouldBe(Of(3, 5.5));
    }

    static Span Of(double start, double end) => new(_begin.AddSeconds(start), _begin.AddSeconds(end));

    static Dictionary<string, ImmutableArray<string>> Needs(params (string Name, ImmutableArray<string> Needs)[] parts) =>
        parts.ToDictionary(part => part.Name, part => part.Needs, StringComparer.Ordinal);

    static Dictionary<string, Span> Spans(params (string Name, double Start, double End)[] parts) =>
        parts.ToDictionary(part => part.Name, part => Of(part.Start, part.End), StringComparer.Ordinal);
}
