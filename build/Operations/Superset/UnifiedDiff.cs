using System.Collections.Immutable;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Superset;

/// <summary>The difference of two texts as <c>diff -u</c> shows it.</summary>
static class UnifiedDiff
{
    const int Context = 3;

    /// <summary>Empty when the texts are equal; null means that there is no such file.</summary>
    public static ImmutableArray<string> Of(string path, string? before, string? after)
    {
        var steps = Steps(Lines(before), Lines(after));
        var shown = Shown(steps);
        if (!shown.Contains(value: true))
            return [];
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add(before is null ? "--- /dev/null" : $"--- {path}");
        lines.Add(after is null ? "+++ /dev/null" : $"+++ {path}");
        var (old, now) = (1, 1);
        for (var i = 0; i < steps.Length;)
        {
            if (!shown[i])
            {
                (old, now, i) = (old + 1, now + 1, i + 1);
                continue;
            }

            var end = i;
            while (end < steps.Length && shown[end])
                end++;
            var hunk = steps[i..end];
            var (oldCount, newCount) = (hunk.Count(step => step[0] is not '+'), hunk.Count(step => step[0] is not '-'));
            lines.Add($"@@ -{old},{oldCount} +{now},{newCount} @@");
            lines.AddRange(hunk);
            (old, now, i) = (old + oldCount, now + newCount, end);
        }

        return lines.ToImmutable();
    }

    static string[] Lines(string? text) => string.IsNullOrEmpty(text) ? [] : text.TrimEnd('\n').Split('\n');

    static bool[] Shown(string[] steps)
    {
        var shown = new bool[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i][0] is not ' ')
                Array.Fill(shown, value: true, Math.Max(0, i - Context), Math.Min(steps.Length, i + Context + 1) - Math.Max(0, i - Context));
        }

        return shown;
    }

    /// <summary>Every line with a space, minus or plus before it.</summary>
    static string[] Steps(string[] old, string[] now)
    {
        var places = LineMatches.Of(old, now) ?? [.. Enumerable.Repeat(-1, old.Length)];
        var steps = new List<string>();
        var added = 0;
        for (var i = 0; i < old.Length; i++)
        {
            if (places[i] < 0)
            {
                steps.Add($"-{old[i]}");
                continue;
            }

            while (added < places[i])
                steps.Add($"+{now[added++]}");
            steps.Add($" {old[i]}");
            added++;
        }

        return [.. steps, .. now[added..].Select(line => $"+{line}")];
    }
}
