using System.Collections.Immutable;
using DataSpec.Operations.Postgres;
using Npgsql;

namespace DataSpec.Operations.Verification.Expectations;

/// <summary>Asks the live tables what a file beside a DAG expects of them: one scan a table, and a look for an example of what is broken.</summary>
/// <param name="file">Such as <c>airflow/dags/nyc_taxi.expectations.yaml</c>; where it is absent nothing is expected.</param>
public sealed class ExpectationCheck(PostgresClient warehouse, string file)
{
    readonly string _name = Path.GetFileName(file);

    /// <summary>The files beside the DAGs of a checkout, by name.</summary>
    public static ImmutableArray<string> FilesIn(StackRoot root) =>
        Directory.Exists(Path.Combine(root.Directory, "airflow", "dags"))
            ? [.. Directory.EnumerateFiles(Path.Combine(root.Directory, "airflow", "dags"), "*.expectations.yaml").Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Each rule in the file's order; tables that were never loaded and are not there are left out.</summary>
    /// <exception cref="DataSpecException">The file is wrong, a rule does not fit its table, or the warehouse does not answer.</exception>
    public async Task<ImmutableArray<ExpectationResult>> RunAsync(CancellationToken ct)
    {
        if (!File.Exists(file))
            return [];
        var results = ImmutableArray.CreateBuilder<ExpectationResult>();
        foreach (var rules in ExpectationFile.Read(file).GroupBy(rule => rule.Qualified, StringComparer.Ordinal))
        {
            var known = await ReadLoadAsync(rules.Key, ct);
            if (await ExistsAsync(ExpectationSql.TableName(rules.First()), ct))
                results.AddRange(await AskAsync([.. rules], known ?? LoadKnown.Nothing, ct));
            else if (known is not null)
                results.Add(new(rules.Key, "exists", "error", 1, 1, IsMet: false, "the table was loaded and is gone", $"{_name}:{rules.First().Line}"));
        }

        return results.ToImmutable();
    }

    internal async Task<ImmutableArray<ExpectationResult>> AskAsync(ImmutableArray<Expectation> rules, LoadKnown known, CancellationToken ct)
    {
        var asked = rules.Where(rule => ExpectationSql.Applies(rule, known)).ToImmutableArray();
        if (asked.IsEmpty)
            return [];
        var table = ExpectationSql.TableName(asked[0]);
        var numbers = await ScanAsync(table, asked, known, ct);
        var results = ImmutableArray.CreateBuilder<ExpectationResult>(asked.Length);
        var next = 1;
        foreach (var rule in asked)
        {
            var width = ExpectationSql.Counts(rule, known).Length;
            var result = ExpectationResult.Of(rule, _name, known, numbers[0], numbers.Slice(next, width));
            next += width;
            if (!result.IsMet && ExpectationSql.Example(table, rule, known) is { } sql)
                result = result.WithExample(rule.Rule, (await warehouse.QueryAsync(sql, row => row.IsDBNull(0) ? null : row.GetString(0), ct)).FirstOrDefault());
            results.Add(result);
        }

        return results.ToImmutable();
    }

    async Task<ImmutableArray<long>> ScanAsync(string table, ImmutableArray<Expectation> asked, LoadKnown known, CancellationToken ct)
    {
        try
        {
            return (await warehouse.QueryAsync(
                ExpectationSql.Statement(table, asked, known),
                row => Enumerable.Range(0, row.FieldCount).Select(row.GetInt64).ToImmutableArray(),
                ct))[0];
        }
        catch (DataSpecException error) when (IsUnfit(error))
        {
            foreach (var rule in asked)
                await EnsureFitsAsync(table, rule, known, ct);
            throw;
        }
    }

    async Task EnsureFitsAsync(string table, Expectation rule, LoadKnown known, CancellationToken ct)
    {
        try
        {
            await warehouse.QueryAsync($"explain {ExpectationSql.Statement(table, [rule], known)}", _ => 0, ct);
        }
        catch (DataSpecException error) when (IsUnfit(error))
        {
            throw new DataSpecException(
                ExitCode.VerificationFailed, $"{_name}:{rule.Line}: '{rule}' does not fit {rule.Qualified}: {((PostgresException)error.InnerException!).MessageText}", error)
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = $"Mend '{file}' (docs/data-quality.md)",
            };
        }
    }

    async Task<bool> ExistsAsync(string table, CancellationToken ct) =>
        (await warehouse.QueryAsync("select to_regclass($1) is not null", row => row.GetBoolean(0), ct, values: table))[0];

    /// <summary>The newest success of this table; null where no load recorded one.</summary>
    async Task<LoadKnown?> ReadLoadAsync(string table, CancellationToken ct)
    {
        if (!await ExistsAsync("dataspec.loads", ct))
            return null;
        var found = await warehouse.QueryAsync(
            """
            select months, (select coalesce(sum((file ->> 'rows')::bigint), 0)::bigint from jsonb_array_elements(files) as file),
              (extract(epoch from now() - finished_at) / 86400)::float8
            from dataspec.loads where table_name = $1 and status = 'succeeded' order by started_at desc limit 1
            """,
            row => new LoadKnown([.. row.GetFieldValue<string[]>(0)], row.GetInt64(1), row.GetDouble(2)),
            ct,
            values: table);
        return found.IsEmpty ? null : found[0];
    }

    /// <summary>Errors of data (22) and of names and types (42): the rule's, not the server's.</summary>
    static bool IsUnfit(DataSpecException error) => error.InnerException is PostgresException { SqlState: ['2', '2', ..] or ['4', '2', ..] };
}
