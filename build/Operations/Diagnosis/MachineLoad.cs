using System.Globalization;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Diagnosis;

/// <summary>Has the machine more to do than it can? Then answers come late, and what is late looks broken.</summary>
static class MachineLoad
{
    public const string Id = "load";

    /// <summary>So many processes a processor want to run; a load of data and a backup beside each other reach two or three.</summary>
    const double Most = 6;

    public static IEnumerable<Finding> Read() =>
        File.Exists("/proc/loadavg") && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load) ? Of(load, Environment.ProcessorCount) : [];

    /// <summary>Hard, for it is a cause where answers did not come in time.</summary>
    public static IEnumerable<Finding> Of(double load, int processors)
    {
        if (load > Most * processors)
            yield return Finding.Missing(
                Id,
                string.Create(CultureInfo.InvariantCulture, $"{load:0} processes want to run on {processors} processors, so that answers come late."),
                "See what takes the processors (top -o %CPU), end it or wait for it; ./build.sh Doctor then looks again");
    }
}
