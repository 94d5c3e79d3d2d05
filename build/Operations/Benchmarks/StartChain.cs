using System.Collections.Immutable;

namespace DataSpec.Operations.Benchmarks;

/// <summary>When a container, or the load inside one, began and was ready or ended.</summary>
sealed record Span(DateTimeOffset Start, DateTimeOffset End);

/// <summary>A part of the chain and the time that only it accounts for.</summary>
sealed record ChainLink(string Name, TimeSpan Own);

/// <summary>The shortest time in which a stack can start: its longest chain of parts that wait for each other.</summary>
static class StartChain
{
    /// <summary>The path through the needs on which the parts were at work longest; where two overlap, the time counts once.</summary>
    /// <param name="needs">For each part those that it waits for.</param>
    /// <exception cref="DataSpecException">A part has no span: it did not run, so this start was not a cold one.</exception>
    public static ImmutableArray<ChainLink> Longest(IReadOnlyDictionary<string, ImmutableArray<string>> needs, IReadOnlyDictionary<string, Span> spans)
    {
        if (needs.Keys.FirstOrDefault(name => !spans.ContainsKey(name)) is { } missing)
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The engine reported no start of '{missing}': this was no cold start.");
        return needs.Keys.SelectMany(PathsTo).Select(Links).MaxBy(Length);

        IEnumerable<ImmutableArray<string>> PathsTo(string name) =>
            needs[name].IsEmpty ? [[name]] : needs[name].SelectMany(PathsTo).Select(path => path.Add(name));

        ImmutableArray<ChainLink> Links(ImmutableArray<string> path)
        {
            var covered = DateTimeOffset.MinValue;
            var links = ImmutableArray.CreateBuilder<ChainLink>(path.Length);
            foreach (var name in path)
            {
                var (start, end) = spans[name];
                var own = end - (start > covered ? start : covered);
                links.Add(new ChainLink(name, own > TimeSpan.Zero ? own : TimeSpan.Zero));
                covered = end > covered ? end : covered;
            }

            return links.ToImmutable();
        }
    }

    public static TimeSpan Length(ImmutableArray<ChainLink> chain) => chain.Aggregate(TimeSpan.Zero, (sum, link) => sum + link.Own);
}
