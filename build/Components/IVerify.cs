using System.ComponentModel;
using DataSpec.Operations.Verification;
using Nuke.Common;

/// <summary>Looks whether everything holds; what pipelines run, and an administrator on a bad morning.</summary>
[Category(Group.Daily)]
interface IVerify : IChooses
{
    [Parameter("1 looks at containers and files, 2 at the services as their users too, 3 at the data too; 2 by default")]
    int? Level => TryGetValue<int?>(() => Level);

    [Parameter("Also reads everything, on a copy, never on the live cluster")]
    bool Deep => TryGetValue<bool?>(() => Deep) ?? false;

    [Parameter("Checks to leave out: ids, or their first parts", Separator = ",")]
    string[] SkipChecks => TryGetValue(() => SkipChecks) ?? [];

    [Parameter("Seconds for all checks together; 60 by default, 3600 with --deep")]
    int? Timeout => TryGetValue<int?>(() => Timeout);

    Target Verify => _ => _
        .Description("""
            Looks whether containers, services and data are as they must be

            All checks run at once with one deadline, and change nothing. A failure that follows from another
            one names it.

            Examples:
              ./build.sh Verify                                    containers, and the services as their users
              ./build.sh Verify --level 3                          the data too
              ./build.sh Verify --only pg,airflow --json           some of the checks, for scripts

            Codes of its own: 4 a check failed, 3 it could not look.
            Page: docs/verify.md
            """)
        .Executes(() => Operate(async ct =>
        {
            var options = new VerifyOptions(
                Level ?? 2, Deep, [.. Only], [.. SkipChecks], Since: null, TimeSpan.FromSeconds(Timeout ?? (Deep ? 3600 : 60)));
            var report = await (await Stack.Services(ct)).Verify.RunAsync(options, ct);
            Report(report, VerifyTable.Of);
            if (!report.Holds)
                throw VerifyTable.Failed(report);
        }));
}
