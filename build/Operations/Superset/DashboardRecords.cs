using DataSpec.Operations.Compose;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Superset;

/// <summary>What Superset's one-shot remembers of the files, so that the next <c>Up</c> takes no dashboard for changed on both sides.</summary>
public sealed class DashboardRecords(ComposeProject project, IProcessRunner runner, IProgressSink progress)
{
    const string OneShot = "superset-init";

    /// <summary>To be called where files and Superset agree; some ten seconds, most of them the start of Superset.</summary>
    /// <exception cref="DataSpecException">Code 7: the one-shot failed; dashboards and files are as they should be.</exception>
    public async Task RenewAsync(CancellationToken ct)
    {
        string[] arguments = ["run", "--rm", "--no-deps", "-T", "-e", "DATASPEC_ASSETS=overwrite", OneShot];
        progress.Say(OneShot, "notes that the files and Superset agree");
        var result = await runner.RunAsync(project.Compose(arguments), ct: ct);
        if (!result.Succeeded)
            throw new DataSpecException(ExitCode.Unfinished, $"{OneShot} ended with exit code {result.ExitCode}: {result.Lines.Select(line => line.Text).LastOrDefault()}")
            {
                LeftAsItWas = "The files and the dashboards in Superset agree; only the next Up could believe that both were changed.",
                NextStep = $"docker compose {string.Join(' ', arguments)}",
            };
    }
}
