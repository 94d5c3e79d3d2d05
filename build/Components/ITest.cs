using DataSpec.Operations;
using DataSpec.Operations.Testing;
using Nuke.Common;

/// <summary>The project's own tests: unit, integration and end to end, on real parts.</summary>
interface ITest : IImages
{
    [Parameter("Kinds of tests to run; all of them by default")]
    TestKind[] Kind => TryGetValue(() => Kind) ?? [];

    [Parameter("Run only tests whose name contains this text")]
    string? Filter => TryGetValue(() => Filter);

    [Parameter("Run the long matrices whole instead of this commit's share of them")]
    bool Full => TryGetValue<bool?>(() => Full) ?? false;

    Target Test => _ => _
        .Description("Runs the project's tests; brings the container engine and the images they need")
        .Executes(() => Operate(async ct =>
        {
            var report = await new TestRun(Stack.Root, Stack.Processes, Stack.Progress).RunAsync(await Options(ct), ct);
            foreach (var skipped in report.Skipped)
                Stack.Progress.Say("skipped", $"{skipped.Suite}: {skipped.Name}: {skipped.Reason}");
            foreach (var failed in report.Failed)
                Stack.Progress.Warn("failed", $"{failed.Suite}: {failed.Name}: {failed.Reason}");
            Stack.StandardOutput.WriteLine(report.ClosingLine);
            if (report.Failed.Length > 0)
                throw new DataSpecException(DataSpec.Operations.ExitCode.VerificationFailed, $"{report.Failed.Length} tests failed.");
        }));

    private async Task<TestOptions> Options(CancellationToken ct)
    {
        TestKind[] kinds = Kind is [] ? Enum.GetValues<TestKind>() : Kind;
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DATASPEC_TEST_FULL"] = Full ? "1" : null };
        if (kinds.Any(kind => kind != TestKind.Unit))
        {
            var engine = (await Stack.Engine(MayStartEngine, ct)).Endpoint;
            environment["DOCKER_HOST"] = engine.Host;
            environment["DOCKER_CONFIG"] = engine.ConfigDirectory;
        }

        return new TestOptions(kinds, Filter, environment);
    }
}
