namespace DataSpec.Engine.Parameters;

/// <summary>Finds what was probably meant.</summary>
static class Suggestion
{
    /// <summary>" Did you mean 'x'?", or nothing where no choice is near.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> choices)
    {
        var nearest = choices
            .Select(choice => (choice, distance: Distance(typed.ToUpperInvariant(), choice.ToUpperInvariant())))
            .OrderBy(candidate => candidate.distance)
            .FirstOrDefault((choice: "", distance: int.MaxValue));
        return nearest.distance <= Math.Max(2, typed.Length / 3) ? $" Did you mean '{nearest.choice}'?" : "";
    }

    /// <summary>Letters to insert, delete, replace or swap.</summary>
    static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                cost[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
