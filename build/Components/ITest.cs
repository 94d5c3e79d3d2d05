using System.ComponentModel;
using System.Globalization;
using DataSpec.Operations;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Testing;
using Nuke.Common;

/// <summary>The project's own tests: unit, integration and end to end, on real parts.</summary>
[Category(Group.Project)]
interface ITest : IImages
{
    [Parameter("Kinds of tests to run; all by default", Separator = ",")]
    TestKind[] Kind => TryGetValue(() => Kind) ?? [];

    [Parameter("Runs only tests whose name contains this text")]
    string? Filter => TryGetValue(() => Filter);

    [Parameter("Runs the long series of cases whole instead of this commit's share of them")]
    bool Full => TryGetValue<bool?>(() => Full) ?? false;

    Target Test => _ => _
        .Description("""
            Runs the project's tests; brings the engine and images they need

            Examples:
              ./build.sh Test                                      everything: about 40 minutes on two cores
              ./build.sh Test --kind unit                          seconds, no container engine
              ./build.sh Test --kind end-to-end --filter Seed      tests whose name contains this

            Codes of its own: 4 a test failed.
            Page: docs/testing.md
            """)
        .Executes(() => Operate(async ct => Tell(await RunTests(ct))));

    private async Task<TestReport> RunTests(CancellationToken ct)
    {
        TestKind[] kinds = Kind is [] ? Enum.GetValues<TestKind>() : Kind;
        var options = new TestOptions(kinds, Filter, Full);
        if (kinds is [TestKind.Unit])
            return await Stack.Tests.RunUnitAsync(options, ct);

        await using var borrowed = await BorrowedEngine.TakeAsync(Stack.Engines, Stack.PrivateEngine, MayStartEngine, Stack.Progress, ct);
        var images = new ImagesOptions { Source = DataSpec.Operations.Images.ImageSource.Packages, Services = ["postgres", "postgres-17", "airflow", "superset"], Wheels = Wheels };
        return await Stack.Tests.RunAsync(options, borrowed.Engine.Endpoint, Stack.Images(borrowed.Engine.Endpoint), images, ct);
    }

    private void Tell(TestReport report)
    {
        foreach (var slow in report.Slowest.Where(test => test.Seconds >= 10))
            Stack.Progress.Say("slow", string.Create(CultureInfo.InvariantCulture, $"{slow.Seconds,4:0} s  {slow.Suite}: {slow.Name}"));
        foreach (var skipped in report.Skipped)
            Stack.Progress.Say("skipped", skipped.Line);
        foreach (var failed in report.Failed)
            Stack.Progress.Warn("failed", failed.Line);
        Stack.LastLine = report.ClosingLine;
        if (report.Failed.Length > 0)
            throw new DataSpecException(DataSpec.Operations.ExitCode.VerificationFailed, $"{report.Failed.Length} tests failed; what each printed is above, at its place.");
    }
}
