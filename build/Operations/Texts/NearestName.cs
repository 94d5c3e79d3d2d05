namespace DataSpec.Operations.Texts;

/// <summary>Finds which name was probably meant.</summary>
static class NearestName
{
    /// <summary>" Did you mean 'x'?", or nothing where no name is near.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> names)
    {
        var (name, distance) = names.Select(name => (name, Distance(typed.ToUpperInvariant(), name.ToUpperInvariant()))).MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, typed.Length / 3) ? $" Did you mean '{name}'?" : "";
    }

    /// <summary>Letters to insert, delete or replace.</summary>
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, left) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Length; j++)
            {
                left = Math.Min(Math.Min(left, row[j]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], left);
            }
        }

        return row[^1];
    }
}
