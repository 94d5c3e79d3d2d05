namespace DataSpec.Operations.Texts;

/// <summary>Which lines of two texts are the same, by their longest common subsequence.</summary>
static class LineMatches
{
    /// <summary>Of one table; two texts of 5,000 lines that have nothing in common need as many.</summary>
    internal const long MostCells = 25_000_000;

    /// <summary>For each line of the first text its place in the second, or -1; places only grow.</summary>
    /// <returns>Null where the texts are so long and so different that comparing them would need too much memory.</returns>
    public static int[]? Of(ReadOnlySpan<string> old, ReadOnlySpan<string> now)
    {
        var start = Same(old, now, fromEnd: false);
        var end = Same(old[start..], now[start..], fromEnd: true);
        var places = new int[old.Length];
        for (var i = 0; i < start; i++)
            places[i] = i;
        for (var i = 1; i <= end; i++)
            places[^i] = now.Length - i;
        return Middle(old[start..^end], now[start..^end], places.AsSpan(start, old.Length - start - end), start) ? places : null;
    }

    static int Same(ReadOnlySpan<string> old, ReadOnlySpan<string> now, bool fromEnd)
    {
        var same = 0;
        while (same < Math.Min(old.Length, now.Length) && (fromEnd ? old[^(same + 1)] == now[^(same + 1)] : old[same] == now[same]))
            same++;
        return same;
    }

    static bool Middle(ReadOnlySpan<string> old, ReadOnlySpan<string> now, Span<int> places, int offset)
    {
        if ((old.Length + 1L) * (now.Length + 1L) > MostCells)
            return false;
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        places.Fill(-1);
        for (var (i, j) = (0, 0); i < old.Length && j < now.Length;)
        {
            if (old[i] == now[j])
                places[i++] = offset + j++;
            else if (common[i + 1, j] >= common[i, j + 1])
                i++;
            else
                j++;
        }

        return true;
    }
}
