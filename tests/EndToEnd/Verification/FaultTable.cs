using System.Text;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Which checks fired for which fault, beside those that should have; written to <c>.nuke/temp/faults.md</c>.</summary>
static class FaultTable
{
    static readonly Lock Writing = new();

    public static void Add(Fault fault, IEnumerable<string> fired)
    {
        lock (Writing)
        {
            var path = Path.Combine(SourceTree.Root, ".nuke", "temp", "faults.md");
            if (!File.Exists(path) || File.GetLastWriteTimeUtc(path) < Started)
                File.WriteAllText(path, "| fault | fired | should have |\n|---|---|---|\n");
            File.AppendAllText(path, new StringBuilder().Append("| ").Append(fault.What).Append(" | ").AppendJoin(", ", fired).Append(" | ").AppendJoin(", ", [fault.Check, .. fault.Implied]).Append(" |\n").ToString());
        }
    }

    static readonly DateTime Started = DateTime.UtcNow;
}
