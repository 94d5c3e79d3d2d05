using System.Runtime.Versioning;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Verification.Checks.Files;

/// <summary>Whether services may write to their folders; one that runs may notice only when it is next started.</summary>
static class OwnerCheck
{
    const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static ICheck Check { get; } = new Check(
        new("data.owners", 1, "Each folder of data has the owner and mode that its service needs", "sudo ./build.sh Setup"),
        async (view, ct) => !OperatingSystem.IsLinux() ? CheckOutcome.Skipped("the files are in the engine's own machine")
            : await view.EngineAsync(ct) is { RemapsUsers: true } ? CheckOutcome.Skipped("this engine gives users of containers other numbers on the machine")
            : Of(view.Root, view.Settings.Airflow.Uid));

    [SupportedOSPlatform("linux")]
    internal static CheckOutcome Of(StackRoot root, int airflowUid)
    {
        string[] wrong =
        [
            .. DataDirectories.Plan(root, airflowUid).Select(step => $"{step.Name}: {step.What}"),
            // Postgres itself refuses to start from another one.
            .. PostgresCluster.In(root).Where(cluster => Posix.OwnerOf(cluster.Directory) is { } owner && !(owner.User == 999 && (owner.Mode & ~(UnixFileMode.GroupRead | UnixFileMode.GroupExecute)) == Private))
                .Select(cluster => $"{Path.GetRelativePath(root.Directory, cluster.Directory)}: {Posix.OwnerOf(cluster.Directory)} -> owner 999, mode 0700"),
        ];
        return wrong.Length == 0 ? CheckOutcome.Passed($"{DataDirectories.Layout(airflowUid).Length} folders") : CheckOutcome.Failed(string.Join(", ", wrong));
    }
}
