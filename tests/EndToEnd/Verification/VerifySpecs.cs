using System.Text.Json;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Breaks one thing after another on the kept stack and looks which checks see it.</summary>
public sealed class VerifySpecs(Sandbox sandbox)
{
    public static TheoryData<string> Names => [.. Faults.OfThisCommit.Select(fault => fault.What)];

    [Fact]
    public async Task A_healthy_stack_fails_no_check_of_any_level()
    {
        var stack = await sandbox.HealthyStack();

        (await Look(stack, exitCode: 0, 3)).Where(check => check.Status is "failed" or "warning").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fault_fails_its_check_and_those_it_implies_and_after_it_is_mended_none(string what)
    {
        var fault = Faults.All.Single(fault => fault.What == what);
        var stack = await sandbox.HealthyStack();
        await using var standIns = fault.OfStandIns ? await StandIns.Add(stack) : null;
        try
        {
            await fault.Break(stack);

            var checks = await Look(stack, exitCode: fault.Warns ? 0 : 4, fault.Level, fault.Options);

            string[] fired = [.. checks.Where(check => check.Status is "failed" || (fault.Warns && check.Id == fault.Check && check.Status is "warning")).Select(check => check.Id)];
            ResultTable.Faults.Add(what, string.Join(", ", fired), string.Join(", ", [fault.Check, .. fault.Implied]));
            fired.Except(fault.MayImply).ShouldBe([fault.Check, .. fault.Implied], ignoreOrder: true, string.Join('\n', checks));
        }
        finally
        {
            await fault.Mend(stack);
        }

        await Eventually.Holds(async () => (await Look(stack, exitCode: null, fault.Level)).All(check => check.Status is not "failed"), TimeSpan.FromMinutes(2), $"no check fails once '{what}' is mended");
    }

    [Fact]
    public void Every_check_has_a_fault_that_it_sees() =>
        DataSpec.Operations.Verification.CheckCatalogue.Descriptions.Select(check => check.Id).Except(Faults.All.SelectMany(fault => fault.Implied.Append(fault.Check))).ShouldBeEmpty();

    static async Task<CheckLine[]> Look(Checkout stack, int? exitCode, int level, params IEnumerable<string> options)
    {
        using var build = stack.Start(["Verify", "--level", $"{level}", "--json", .. options]);
        var run = await build.End(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        if (exitCode is { } code)
            run.ExitCode.ShouldBe(code, run.Everything);
        return [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("checks").EnumerateArray().Select(check => check.Deserialize<CheckLine>(JsonSerializerOptions.Web)!)];
    }

    /// <summary>A check as programs read it.</summary>
    sealed record CheckLine(string Id, string Status, string Evidence, string? ExplainedBy);
}
