using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>How long people will get no answer: the measured parts of a rehearsal that cannot happen side by side.</summary>
static class StopPrediction
{
    /// <summary>Rehearsals and the real thing differed by up to this at unequal load (drills of Airflow 3.2.2 to 3.3.2).</summary>
    const double Spread = 1.6;

    /// <summary>Stop of the services, stop of Postgres, then the longest chain of starts and one-shots that wait for each other and end in something that people reach by a port.</summary>
    /// <param name="seconds">Of each step that was rehearsed; services by their names.</param>
    public static (ImmutableArray<RehearsedStep> Parts, double Predicted, double AtMost) Of(StackModel model, IReadOnlyDictionary<string, double> seconds)
    {
        var chains = new Dictionary<string, (double Length, ImmutableArray<RehearsedStep> Parts)>(StringComparer.Ordinal);
        var longest = (Length: 0.0, Parts: ImmutableArray<RehearsedStep>.Empty);
        foreach (var service in new ServiceGraph(model).StartOrder)
        {
            var before = service.DependsOn.Keys.Select(name => chains[name]).Append((Length: 0.0, Parts: ImmutableArray<RehearsedStep>.Empty)).MaxBy(one => one.Length);
            var chain = seconds.GetValueOrDefault(service.Name) is > 0 and var own ? (Length: before.Length + own, Parts: before.Parts.Add(new(service.Name, own, null))) : before;
            chains[service.Name] = chain;
            // Nobody waits for what the stack works without.
            if (!service.IsOptional && IsReached(service) && chain.Length > longest.Length)
                longest = chain;
        }

        string[] stops = [RehearsalSteps.StopServices, RehearsalSteps.StopPostgres];
        ImmutableArray<RehearsedStep> parts = [.. stops.Where(seconds.ContainsKey).Select(name => new RehearsedStep(name, seconds[name], null)), .. longest.Parts];
        var predicted = parts.Sum(part => part.Seconds);
        return (parts, Math.Round(predicted, 1), Math.Round(predicted * Spread, 1));
    }

    static bool IsReached(ServiceDefinition service)
    {
        using var definition = JsonDocument.Parse(service.Definition);
        return definition.RootElement.Items("ports").Any();
    }
}

/// <summary>Names of the steps that are no service.</summary>
static class RehearsalSteps
{
    public const string Clone = "clone";
    public const string PauseDags = "pause DAGs";
    public const string Keys = "keys";
    public const string Heads = "migration heads";
    public const string Dags = "DAGs";
    public const string StopServices = "stop of the services";
    public const string StopPostgres = "stop of Postgres";
}
