using Nuke.Common;

/// <summary>Targets that let running tasks end.</summary>
interface IDrains : IHazStack
{
    [Parameter("Minutes that running tasks may take to end (30)")]
    int? Drain => TryGetValue<int?>(() => Drain);

    [Parameter("Ends tasks that still run at the deadline; Airflow runs them again after the next start")]
    bool EndTasks => TryGetValue<bool?>(() => EndTasks) ?? false;

    TimeSpan DrainTime => TimeSpan.FromMinutes(Drain ?? 30);
}
