using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>For every check of the catalogue the faults that it is there for.</summary>
static class Faults
{
    public static ImmutableArray<Fault> All { get; } = [.. ContainerFaults.All, .. PostgresFaults.All, .. DataFaults.All, .. BackupFaults.All];
}
