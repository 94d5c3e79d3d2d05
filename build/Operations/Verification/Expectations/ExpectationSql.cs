using System.Globalization;
using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Verification.Expectations;

/// <summary>The one statement that answers all rules of a table; the same as in <c>airflow/include/expectations/sql.py</c>.</summary>
static class ExpectationSql
{
    public static string TableName(Expectation rule) => SqlIdentifier.Quote(rule.Schema, rule.Table);

    /// <summary>False where the rule is about a load of which nothing is known.</summary>
    public static bool Applies(Expectation rule, LoadKnown known) => rule.Rule switch
    {
        "months" or "every_month" => !known.Months.IsEmpty,
        "loaded" => known.Age is not null,
        "rows" => known.FileRows is not null || rule.Options.Any(option => option.Key is not "files"),
        _ => true,
    };

    /// <summary>Its first column is the number of rows, then come those of each rule, all bigint.</summary>
    /// <param name="table">A quoted name.</param>
    public static string Statement(string table, IEnumerable<Expectation> rules, LoadKnown known) =>
        $"select {string.Join(", ", ["count(*)", .. rules.SelectMany(rule => Counts(rule, known))])} from {table}";

    public static string[] Counts(Expectation rule, LoadKnown known)
    {
        if (rule.Rule is "rows" or "loaded")
            return [];
        var column = SqlIdentifier.Quote(rule.Column);
        return rule.Rule switch
        {
            "not_null" => [$"count(*) - count({column})"],
            "unique" => [$"count({column}) - count(distinct {column})"],
            "newest" => [$"case when max({column}) >= now() - interval '{rule["days"]} days' then 0::bigint else 1::bigint end"],
            "every_month" => [.. Months()],
            "months" => [string.Join(" - ", [$"count({column})", .. Months()])],
            _ => [$"count(*) filter (where {Broken(rule, known)})"],
        };

        IEnumerable<string> Months() => known.Months.Select(month => $"count(*) filter (where {Within(column, month)})");
    }

    /// <summary>A statement for one value that breaks the rule; null where there is none to show.</summary>
    public static string? Example(string table, Expectation rule, LoadKnown known)
    {
        if (rule.Rule is "rows" or "loaded" or "not_null" or "every_month")
            return null;
        var column = SqlIdentifier.Quote(rule.Column);
        return rule.Rule switch
        {
            "newest" => $"select max({column})::text from {table}",
            "unique" => $"select {column}::text from {table} where {column} is not null group by {column} having count(*) > 1 order by {column} limit 1",
            _ => $"select {column}::text from {table} where {Broken(rule, known)} limit 1",
        };
    }

    static string Broken(Expectation rule, LoadKnown known)
    {
        var column = SqlIdentifier.Quote(rule.Column);
        return rule.Rule switch
        {
            "values" => $"{column} not in ({string.Join(", ", rule.Allowed.Select(Literal))})",
            "months" => string.Join(" and ", known.Months.Select(month => $"not ({Within(column, month)})")),
            _ => string.Join(" or ", new[] { ("min", "<"), ("max", ">") }
                .Where(bound => rule[bound.Item1] is not null)
                .Select(bound => $"{column} {bound.Item2} {Literal(rule[bound.Item1]!)}")),
        };
    }

    static string Within(string column, string month)
    {
        var first = DateOnly.ParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{column} >= '{first:yyyy-MM-dd}' and {column} < '{first.AddMonths(1):yyyy-MM-dd}'");
    }

    /// <summary>A text that Postgres reads by the column's type, whatever <c>standard_conforming_strings</c> says.</summary>
    static string Literal(string text)
    {
        var doubled = text.Replace("'", "''", StringComparison.Ordinal);
        return doubled.Contains('\\', StringComparison.Ordinal) ? $"E'{doubled.Replace("\\", @"\\", StringComparison.Ordinal)}'" : $"'{doubled}'";
    }
}
