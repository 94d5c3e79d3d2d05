using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Verification;
using DataSpec.Operations.Verification.Outputs;
using Nuke.Common;

/// <summary>Looks whether everything holds; what pipelines run, and an administrator on a bad morning.</summary>
[Category(Group.Daily)]
interface IVerify : IChooses, IHazLevel
{
    [Parameter("Also reads everything, on a copy, never on the live cluster")]
    bool Deep => TryGetValue<bool?>(() => Deep) ?? false;

    [Parameter("Checks to leave out: ids, or their first parts", Separator = ",")]
    string[] SkipChecks => TryGetValue(() => SkipChecks) ?? [];

    [Parameter("Also writes the result to this file as JUnit XML, which GitLab and GitHub show as tests")]
    string? Junit => TryGetValue(() => Junit);

    [Parameter("Also writes the result to this file as JSON; --json prints it")]
    string? JsonFile => TryGetValue(() => JsonFile);

    [Parameter("A backup's id, 'latest' or an upgrade's id: compares the data with what it held then")]
    string? Since => TryGetValue(() => Since);

    Target Verify => _ => _
        .Description("""
            Looks whether containers, services and data are as they must be

            All checks run at once with one deadline, and change nothing. A failure that follows from another
            one names it.

            Examples:
              ./build.sh Verify                                    containers, and the services as their users
              ./build.sh Verify --level 3                          the data too
              ./build.sh Verify --only pg,airflow --json           some of the checks, for scripts
              ./build.sh Verify --junit verify.xml                 for a pipeline

            Codes of its own: 4 a check failed, 3 it could not look.
            Page: docs/verify.md
            """)
        .Executes(() => Operate(async ct =>
        {
            var options = new VerifyOptions(
                Level ?? 2, Deep, [.. Only], [.. SkipChecks], Since, TimeSpan.FromSeconds(Timeout ?? (Since is null ? 60 : 3600)));
            // It removes what a killed one left, which must not be that of a run beside it.
            if (options.StartsCopy)
            {
                Stack.HoldLock("Verify");
                options = options with { Timeout = TimeSpan.FromSeconds(Timeout ?? 43200) };
            }

            var report = await Verified(options, ct);
            Report(report, VerifyTable.Of);
            Stack.Pipeline.Show(report);
            if (!report.Holds)
                throw VerifyTable.Failed(report);
        }));

    /// <summary>With the files that were asked for, also where nothing could be looked at.</summary>
    private async Task<VerificationReport> Verified(VerifyOptions options, CancellationToken ct)
    {
        var files = new VerificationFiles(Junit, JsonFile, Stack.Masked);
        try
        {
            var report = await (await Stack.Services(ct)).Verify.RunAsync(options, ct);
            files.Write(report);
            return report;
        }
        catch (DataSpecException error) when (error.ExitCode is not DataSpec.Operations.ExitCode.FailedUnchanged)
        {
            files.Write(error);
            throw;
        }
    }
}
