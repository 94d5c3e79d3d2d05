using System.Collections.Immutable;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>How long people will get no answer: the measured parts of a rehearsal that cannot happen side by side.</summary>
static class StopPrediction
{
    /// <summary>Rehearsals and the real thing differed by up to this at unequal load (drills of Airflow 3.2.2 to 3.3.2).</summary>
    const double Spread = 1.6;

    /// <summary>Stop of the services, of Postgres where its image changes, the making of its new cluster, the longest chain of one-shots, the checks, then the longest start of what people reach by a port.</summary>
    /// <param name="seconds">Of each step that was rehearsed; services by their names.</param>
    /// <param name="restartsPostgres">False where it runs on: image and files are those it has.</param>
    public static (ImmutableArray<RehearsedStep> Parts, double Predicted, double AtMost) Of(StackModel model, IReadOnlyDictionary<string, double> seconds, bool restartsPostgres)
    {
        var turns = RehearsedServices.Turns(model);
        var chains = new Dictionary<string, Chain>(StringComparer.Ordinal);
        // Nobody waits for what the stack works without, nor for what no port leads to.
        foreach (var service in new ServiceGraph(model).StartOrder.Where(service => !service.IsOptional && turns[service.Name] < 2).OrderBy(service => turns[service.Name]))
        {
            var before = chains.Where(one => turns[one.Key] < turns[service.Name] || service.DependsOn.ContainsKey(one.Key)).Select(one => one.Value).Append(Chain.None).MaxBy(chain => chain.Length)!;
            var own = service.Name is CoreServices.Postgres && !restartsPostgres ? 0 : seconds.GetValueOrDefault(service.Name);
            chains[service.Name] = before.And(service.Name, own);
        }

        var longest = chains.Values.Append(Chain.None).MaxBy(chain => chain.Length)!;
        string[] others = [RehearsalSteps.StopServices, .. restartsPostgres ? (string[])[RehearsalSteps.StopPostgres, RehearsalSteps.Cluster] : [], RehearsalSteps.Heads, RehearsalSteps.Keys];
        ImmutableArray<RehearsedStep> parts =
            [.. others[..^2].Select(Part).Where(part => part.Seconds > 0), .. longest.Parts, .. others[^2..].Select(Part).Where(part => part.Seconds > 0)];
        var predicted = parts.Sum(part => part.Seconds);
        return (parts, Math.Round(predicted, 1), Math.Round(predicted * Spread, 1));

        RehearsedStep Part(string name) => new(name, seconds.GetValueOrDefault(name), null);
    }

    sealed record Chain(double Length, ImmutableArray<RehearsedStep> Parts)
    {
        public static Chain None { get; } = new(0, []);

        public Chain And(string name, double seconds) => seconds > 0 ? new(Length + seconds, Parts.Add(new(name, seconds, null))) : this;
    }
}

/// <summary>Names of the steps that are no service.</summary>
static class RehearsalSteps
{
    public const string Clone = "clone";
    public const string Cluster = "new major version";
    public const string PauseDags = "pause DAGs";
    public const string Keys = "keys";
    public const string Heads = "migration heads";
    public const string Dags = "DAGs";
    public const string StopServices = "stop of the services";
    public const string StopPostgres = "stop of Postgres";
}
