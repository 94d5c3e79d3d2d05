using DataSpec.Operations;
using DataSpec.Operations.Images;

namespace DataSpec.EndToEnd;

/// <summary>The scratch checkout as the release before would have left it: Airflow 3.2.2 on the real stack, with data; the files of now come back with <see cref="PullNewFiles"/>.</summary>
sealed class OlderRelease : IDisposable
{
    public const string Image = "dataspec/airflow:3.2.2-packages";

    readonly string _lock;

    OlderRelease(Checkout stack, string now) => (Stack, _lock) = (stack, now);

    public Checkout Stack { get; }

    string LockFile => Stack.PathOf("compose", "images.lock.json");

    /// <summary>Up and loaded; the one of an earlier test where that still runs. Skips the test where its image can be neither found nor built.</summary>
    public static async Task<OlderRelease> Start(Sandbox sandbox)
    {
        var stack = await sandbox.EmptyStack();
        var one = new OlderRelease(stack, await File.ReadAllTextAsync(stack.PathOf("compose", "images.lock.json")));
        await File.WriteAllTextAsync(one.LockFile, one._lock
            .Replace("3.3.2-python3.12", "3.2.2-python3.12", StringComparison.Ordinal).Replace("dataspec/airflow:3.3.2", "dataspec/airflow:3.2.2", StringComparison.Ordinal)
            .Replace("\"AIRFLOW_VERSION\": \"3.3.2\"", "\"AIRFLOW_VERSION\": \"3.2.2\"", StringComparison.Ordinal)
            // Beside the recipe's folder: another file in that would make other images of all recipes there.
            .Replace("\"airflow-3.3.2.txt\"", "\"../../../tests/sandbox/upgrade/airflow-3.2.2.txt\"", StringComparison.Ordinal));
        using var build = WheelSource.Find(new StackRoot(SourceTree.Root), asked: null).Path is { } wheels ? stack.Start("ProvideImages", "--wheels", wheels) : stack.Start("ProvideImages");
        var built = await build.End(TimeSpan.FromMinutes(8), TestContext.Current.CancellationToken);
        if (built.ExitCode != 0)
        {
            one.Dispose();
            Assert.Skip($"Airflow 3.2.2 cannot be built here: {built.Error}");
        }

        await stack.Run(0, "Up");
        return one;
    }

    /// <summary>What <c>git pull</c> does.</summary>
    public void PullNewFiles() => File.WriteAllText(LockFile, _lock);

    public Task<string> Version() => new Warehouse(Stack).Scalar<string>("select version_num from alembic_version", "airflow");

    public Task<string> Running() => Docker.Run("inspect", "-f", "{{.Config.Image}}", $"{Stack.Project}-airflow-scheduler-1");

    public void Dispose() => PullNewFiles();
}
