using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification;

/// <summary>A part of Airflow by its own words.</summary>
/// <param name="Service">Its name in the stack file.</param>
/// <param name="Status"><c>healthy</c>, <c>unhealthy</c>, or <c>absent</c>.</param>
/// <param name="Beat">How long ago it last gave a sign of life; null for the database, and where it never did.</param>
sealed record AirflowPart(string Name, string Service, string Status, TimeSpan? Beat)
{
    public bool IsHealthy => Status is "healthy";

    public override string ToString() => $"{Name} {Status}{(Beat is { } beat ? $" (beat {Math.Max(0, beat.TotalSeconds):0} s ago)" : "")}";
}

/// <summary>Airflow's own look at its parts, which needs no login. The answer is 200 whatever is ill.</summary>
sealed record AirflowBeats(ImmutableArray<AirflowPart> Parts)
{
    const int Looks = 6;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public IEnumerable<AirflowPart> Ill => Parts.Where(part => !part.IsHealthy);

    /// <summary>Looks again for some seconds before it says that a part is ill: Airflow calls one so after 30 s, which it may need on a busy machine.</summary>
    public static async Task<AirflowBeats> ReadAsync(HttpClient http, Uri airflow, bool hasTriggerer, TimeProvider time, CancellationToken ct)
    {
        for (var look = 1; ; look++)
        {
            var beats = Parse(await http.GetStringAsync(new Uri(airflow, "api/v2/monitor/health"), ct), hasTriggerer, time.GetUtcNow());
            if (look == Looks || !beats.Ill.Any())
                return beats;
            await Task.Delay(Pause, time, ct);
        }
    }

    internal static AirflowBeats Parse(string answer, bool hasTriggerer, DateTimeOffset now)
    {
        var health = JsonElement.Parse(answer);
        return new(
        [
            Part("metadatabase", CoreServices.Postgres),
            Part("scheduler", CoreServices.Scheduler),
            Part("dag_processor", CoreServices.DagProcessor),
            .. hasTriggerer ? [Part("triggerer", CoreServices.Triggerer)] : (AirflowPart[])[],
        ]);

        AirflowPart Part(string name, string service)
        {
            var part = health.Member(name);
            var beat = part?.Member($"latest_{name}_heartbeat")?.GetDateTimeOffset();
            return new(name.Replace('_', '-'), service, part?.Text("status") ?? "absent", now - beat);
        }
    }
}
