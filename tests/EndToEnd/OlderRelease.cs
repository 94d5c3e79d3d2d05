using DataSpec.Operations;
using DataSpec.Operations.Benchmarks;
using DataSpec.Operations.Images;

namespace DataSpec.EndToEnd;

/// <summary>The scratch checkout as the release before would have left it: Airflow 3.2.2, and where asked for Postgres 17 and an older Superset, on the real stack, with data; the files of now
/// come back with <see cref="PullNewFiles"/>.</summary>
sealed class OlderRelease : IDisposable
{
    public const string Image = "dataspec/airflow:3.2.2-packages";

    readonly string _lock;
    readonly bool _isOlderPostgres;

    OlderRelease(Checkout stack, string now, bool isOlderPostgres) => (Stack, _lock, _isOlderPostgres) = (stack, now, isOlderPostgres);

    public Checkout Stack { get; }

    string LockFile => Stack.PathOf("compose", "images.lock.json");

    /// <summary>Up and loaded; the one of an earlier test where that still runs. Skips the test where its image can be neither found nor built.</summary>
    /// <param name="isOlderPostgres">True for Postgres 17 instead of 18.</param>
    /// <param name="isOlderSuperset">True for Superset beside the core, without its last migration.</param>
    /// <param name="prepare">Called while nothing of the stack is there.</param>
    public static async Task<OlderRelease> Start(Sandbox sandbox, bool isOlderPostgres = false, bool isOlderSuperset = false, Func<Checkout, Task>? prepare = null)
    {
        var now = await File.ReadAllTextAsync(new StackRoot(SourceTree.Root).ImagesLock);
        var stack = await sandbox.EmptyStack(isOlderPostgres ? OlderLock.PostgresSettings(now) : []);
        await (prepare?.Invoke(stack) ?? Task.CompletedTask);
        if (isOlderSuperset)
            stack.SetEnv("COMPOSE_PROFILES", "bi");
        var one = new OlderRelease(stack, now, isOlderPostgres);
        var older = OlderLock.WithAirflow(isOlderSuperset ? OlderSuperset.In(now) : now);
        await File.WriteAllTextAsync(one.LockFile, isOlderPostgres ? OlderLock.WithPostgres(older) : older);
        using var build = WheelSource.Find(new StackRoot(SourceTree.Root), asked: null).Path is { } wheels ? stack.Start("ProvideImages", "--wheels", wheels) : stack.Start("ProvideImages");
        var built = await build.End(TimeSpan.FromMinutes(8), TestContext.Current.CancellationToken);
        if (built.ExitCode != 0)
        {
            one.Dispose();
            Assert.Skip($"The older images cannot be built here: {built.Error}");
        }

        if (isOlderSuperset)
            await OlderSuperset.TakeMigrationOut(stack.PathOf(".nuke", "temp"));
        await stack.Run(0, "Up");
        return one;
    }

    /// <summary>What <c>git pull</c> does.</summary>
    public void PullNewFiles() => File.WriteAllText(LockFile, _lock);

    public Task<string> Version() => new Warehouse(Stack).Scalar<string>("select version_num from alembic_version", "airflow");

    /// <summary>Image of the scheduler, and the major version of Postgres where that changes.</summary>
    public async Task<string> Running()
    {
        var airflow = (await Docker.Run("inspect", "-f", "{{.Config.Image}}", Stack.Container("airflow-scheduler"))).Trim();
        return _isOlderPostgres ? $"{airflow}, Postgres {await new Warehouse(Stack).Scalar<string>("select current_setting('server_version_num')::int / 10000 || ''")}" : airflow;
    }

    /// <summary>As <see cref="Running"/> says it before and after an upgrade.</summary>
    public string Before => _isOlderPostgres ? $"{Image}, Postgres 17" : Image;

    /// <inheritdoc cref="Before"/>
    public string After => _isOlderPostgres ? $"{Images.Airflow}, Postgres 18" : Images.Airflow;

    public void Dispose() => PullNewFiles();
}
