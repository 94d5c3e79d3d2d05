using DataSpec.Operations.Compose;
using DataSpec.Operations.Verification.Expectations;

namespace DataSpec.Operations.Verification.Checks.Data;

/// <summary>Whether the live tables still are what the files beside the DAGs expect: rows, months, ranges, freshness.</summary>
static class ExpectationsCheck
{
    const string Severe = "error";

    public static ICheck Check { get; } = new Check(
        new("data.expectations", 3, "The tables hold what the `*.expectations.yaml` beside their DAG expects of them", "./build.sh Seed (loads anew), or mend the rule where the data is right: docs/data-quality.md")
        {
            Services = [CoreServices.Postgres], Needs = ["data.loads"], Patience = TimeSpan.FromSeconds(55),
        },
        LookAsync);

    static async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct)
    {
        List<ExpectationResult> results = [];
        foreach (var file in ExpectationCheck.FilesIn(view.Root))
            results.AddRange(await new ExpectationCheck(view.Postgres, file).RunAsync(ct));
        var unmet = results.Where(result => !result.IsMet).OrderBy(result => result.Severity != Severe).ToArray();
        var told = string.Join("; ", unmet.Take(5).Select(result => $"{result.Table}: {result.Rule}: {result.Finding} ({result.Place})")) + (unmet.Length > 5 ? $"; and {unmet.Length - 5} more" : "");
        return unmet.Any(result => result.Severity == Severe) ? CheckOutcome.Failed(told)
            : unmet.Length > 0 ? CheckOutcome.Warning(told)
            : results.Count > 0 ? CheckOutcome.Passed($"{results.Count} rules hold")
            : CheckOutcome.Skipped("no file expects anything of a table that is there");
    }
}
