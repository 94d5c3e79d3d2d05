using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Containers that do not run as they should.</summary>
static class ContainerFaults
{
    public static ImmutableArray<Fault> All { get; } =
    [
        new(
            "a service is stopped by hand", "containers.running",
            stack => stack.Run(0, "Compose", "--", "stop", "airflow-dag-processor"),
            stack => stack.Run(0, "Compose", "--", "start", "airflow-dag-processor")),
    ];
}
