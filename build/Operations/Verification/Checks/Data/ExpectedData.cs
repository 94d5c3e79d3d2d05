using DataSpec.Operations.Compose;
using DataSpec.Operations.Verification.Expectations;

namespace DataSpec.Operations.Verification.Checks.Data;

/// <summary>Whether the live tables meet what the files beside the DAGs expect of them.</summary>
static class ExpectedData
{
    public static ICheck Check { get; } = new Check(
        new("data.expectations", 3, "Every table meets the expectations of the files beside the DAGs (those of severity `warn` warn)", "docs/data-quality.md; ./build.sh Seed loads anew")
        {
            Services = [CoreServices.Postgres], Needs = ["data.loads"], Patience = TimeSpan.FromSeconds(55),
        },
        LookAsync);

    static async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct)
    {
        List<ExpectationResult> results = [];
        foreach (var file in ExpectationCheck.FilesIn(view.Root))
            results.AddRange(await new ExpectationCheck(view.Postgres, file).RunAsync(ct));
        var broken = results.Where(result => !result.IsMet).ToArray();
        if (broken.Length == 0)
            return CheckOutcome.Passed($"{results.Count} expectations of {results.DistinctBy(result => result.Table, StringComparer.Ordinal).Count()} tables are met");
        var evidence = string.Join("; ", broken.OrderBy(result => result.Severity, StringComparer.Ordinal).Select(result => result.ToString()));
        return broken.Any(result => result.Severity is "error") ? CheckOutcome.Failed(evidence) : CheckOutcome.Warning(evidence);
    }
}
