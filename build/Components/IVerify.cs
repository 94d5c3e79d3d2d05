using DataSpec.Operations.Verification;
using Nuke.Common;

/// <summary>Looks whether everything holds; what pipelines run, and an administrator on a bad morning.</summary>
interface IVerify : IChooses
{
    [Parameter("1 looks at containers and files, 2 at the services as their users too, 3 at the data too; 2 by default")]
    int? Level => TryGetValue<int?>(() => Level);

    [Parameter("Also reads everything, on a copy, never on the live cluster")]
    bool Deep => TryGetValue<bool?>(() => Deep) ?? false;

    [Parameter("Checks to leave out: ids, or their first parts", Separator = ",")]
    string[] SkipChecks => TryGetValue(() => SkipChecks) ?? [];

    [Parameter("A backup's id, 'latest' or an upgrade's id: compares the data with what it held then")]
    string? Since => TryGetValue(() => Since);

    [Parameter("Seconds for all checks together; 60 by default, 3600 with --since, 43200 with --deep")]
    int? Timeout => TryGetValue<int?>(() => Timeout);

    Target Verify => _ => _
        .Description("Looks whether containers, services and data are as they must be; exit code 4 where not")
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

            var report = await (await Stack.Services(ct)).Verify.RunAsync(options, ct);
            Report(report, VerifyTable.Of);
            if (!report.Holds)
                throw VerifyTable.Failed(report);
        }));
}
