using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Reporting.Html;
using DataSpec.Operations.Verification;
using Nuke.Common;

/// <summary>The stack on one page, for people who are not at the keyboard.</summary>
[Category(Group.Daily)]
interface IReport : IHazLevel
{
    [Parameter("File to write; data/.dataspec/reports/stack.html by default")]
    string? Out => TryGetValue(() => Out);

    Target Report => _ => _
        .Description("""
            Writes one HTML page: state, checks, sizes, backups, upgrades

            It needs neither network nor script to be read, also on a phone, and holds no secret.

            Examples:
              ./build.sh Report                                    to data/.dataspec/reports/stack.html
              ./build.sh Report --out /tmp/stack.html --level 3

            Page: docs/verify.md
            """)
        .Executes(() => Operate(async ct =>
        {
            var found = await Stack.Doctor.RunAsync(Look, ct);
            var (status, backups) = await Task.Run(() => (Try(() => StatusOf(ct)), Try(() => BackupsOf(ct))), ct);
            var path = Out is null ? Path.Combine(Stack.Root.State, "reports", "stack.html") : Path.GetFullPath(Out);
            StackPage.Write(path, new(found, await status, await backups, HistoryLine.All(Stack.Root)) { Disk = DiskHistory.Read(Stack.Root) }, Stack.Masked);
            Stack.StandardOutput.WriteLine(path);
        }));

    private async Task<StackStatusResult?> StatusOf(CancellationToken ct) => await (await Stack.Services(ct)).Status.RunAsync(ct);

    /// <summary>On another machine's disk, maybe: a share that is away would hang for minutes.</summary>
    private async Task<BackupListingResult?> BackupsOf(CancellationToken ct) =>
        await Task.Run(() => new BackupListing(Path.GetFullPath(Stack.BackupDirectory, Stack.Root.Directory), new RetentionRule()).Run(prune: false, ct), ct).WaitAsync(TimeSpan.FromSeconds(10), ct);

    /// <summary>What cannot be had is left out: the page says so.</summary>
    private static async Task<T?> Try<T>(Func<Task<T?>> read) where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception error) when (error is DataSpecException or TimeoutException or IOException)
        {
            return null;
        }
    }
}
