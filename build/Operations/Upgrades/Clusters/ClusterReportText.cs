using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Upgrades.Clusters;

/// <summary>Reads what the program in the container tells, a line each: <c>seconds STAGE N</c>, <c>note TEXT</c>, <c>way NAME</c>, <c>relations N</c>.</summary>
static class ClusterReportText
{
    public static ClusterUpgradeReport Parse(IEnumerable<string> lines)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        var seconds = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        var (relations, way) = (0, ClusterUpgradeWay.Link);
        foreach (var line in lines)
        {
            switch (line.Split(' ', 2))
            {
                case ["note", var text]:
                    notes.Add(text);
                    break;
                case ["relations", var number]:
                    relations = int.Parse(number, CultureInfo.InvariantCulture);
                    break;
                case ["way", var name]:
                    way = Enum.Parse<ClusterUpgradeWay>(name, ignoreCase: true);
                    break;
                case ["seconds", var rest] when rest.Split(' ') is [var stage, var time]:
                    seconds[stage] = double.Parse(time, CultureInfo.InvariantCulture);
                    break;
            }
        }

        return new(notes.ToImmutable(), seconds.ToImmutable(), relations) { Way = way };
    }

    /// <summary>The words after <c>failed:</c>, on one line.</summary>
    public static string Failure(IEnumerable<string> lines)
    {
        string[] told = [.. lines.SkipWhile(line => !line.StartsWith("failed: ", StringComparison.Ordinal))];
        // Without that word the shell itself gave up: its last lines are all there is.
        string[] shown = told.Length > 0 ? told : [.. lines.Where(line => line.Split(' ')[0] is not ("seconds" or "note" or "way")).TakeLast(6)];
        return string.Join("; ", shown.Select(line => line.StartsWith("failed: ", StringComparison.Ordinal) ? line["failed: ".Length..] : line).Where(line => line.Trim().Length > 0)).Replace(":; ", ": ", StringComparison.Ordinal);
    }

    /// <summary>What a line says to a person who waits; null for nothing.</summary>
    public static string? Progress(string line) => line.Split(' ') switch
    {
        ["seconds", var stage, var time] => $"{stage} after {time} s",
        ["note", ..] => line["note ".Length..],
        _ => null,
    };
}
