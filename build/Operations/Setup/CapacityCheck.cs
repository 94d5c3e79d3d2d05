using System.Globalization;

namespace DataSpec.Operations.Setup;

/// <summary>Are there processors and memory enough, here and where the containers run?</summary>
static class CapacityCheck
{
    public static IEnumerable<Finding> Of(Machine machine, EngineMachine? engine)
    {
        var processors = Math.Min(machine.Processors, engine?.Processors ?? int.MaxValue);
        if (processors < Requirements.Processors)
            yield return Finding.Warning("processors", $"There is {processors} processor; {Requirements.Processors} or more are advised.", "Expect slow starts, or give the machine another one.");

        if ((engine?.TotalMemory ?? machine.TotalMemory) is { } total)
        {
            total = Math.Min(total, machine.TotalMemory ?? total);
            if (total < Requirements.LeastMemory)
                yield return Finding.Missing("memory", $"The containers have {Size(total)} of memory; the core of the stack needs {Size(Requirements.LeastMemory)}.", "Give the machine (or Docker Desktop, Settings > Resources) more memory.");
            else if (total < Requirements.GoodMemory)
                yield return Finding.Warning("memory", $"The containers have {Size(total)} of memory; {Size(Requirements.GoodMemory)} are advised.", "Keep COMPOSE_PROFILES empty and AIRFLOW_PARALLELISM small in .env.");
        }

        if (machine.AvailableMemory < Requirements.GoodFreeMemory)
            yield return Finding.Warning("memory", $"Only {Size(machine.AvailableMemory.Value)} of memory are free now.", "See what takes it: ps -eo rss,args --sort -rss | head");
    }

    /// <summary>Bytes as people read them.</summary>
    public static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");
}
