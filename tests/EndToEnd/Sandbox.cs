namespace DataSpec.EndToEnd;

/// <summary>What all end-to-end tests share: taxi files, one stack that is kept running, and one checkout for stacks that start from nothing.</summary>
public sealed class Sandbox : IAsyncLifetime
{
    string? _directory;
    Checkout? _stack;
    Checkout? _scratch;

    /// <summary>Two months of 30,000 rows and the zones.</summary>
    public TaxiFiles Taxi { get; private set; } = null!;

    /// <summary>How the first <c>Up</c> of the kept stack went, from an empty checkout.</summary>
    public BuildRun ColdUp { get; private set; } = null!;

    /// <summary>The kept stack, up and healthy.</summary>
    public async Task<Checkout> RunningStack()
    {
        if (_stack is not null)
        {
            await _stack.Run(0, "Up");
            return _stack;
        }

        var checkout = await Checkout.Create("kept", profiles: "bi");
        checkout.WriteEnv(Taxi);
        _stack = checkout;
        ColdUp = await checkout.Run(0, "Up");
        return checkout;
    }

    /// <summary>The kept stack as <c>Verify</c> wants it: a load that an earlier test made fail is made good, as the check itself advises.</summary>
    public async Task<Checkout> HealthyStack()
    {
        var stack = await RunningStack();
        if (await new Warehouse(stack).Scalar<bool>("select state = 'failed' from dag_run where dag_id = 'nyc_taxi' order by id desc limit 1", "airflow"))
            await stack.Run(0, "Seed");
        return stack;
    }

    /// <summary>The kept stack with Superset.</summary>
    public async Task<Checkout> StackWithDashboards()
    {
        if (_stack is null)
            await RunningStack();
        if (_stack!.EnvValue("COMPOSE_PROFILES").Split(',').Contains("bi"))
            return _stack;
        _stack.SetEnv("COMPOSE_PROFILES", "bi");
        await _stack.Run(0, "Up");
        return _stack;
    }

    /// <summary>A checkout without data and without a running container.</summary>
    public async Task<Checkout> EmptyStack(params string[] moreEnv)
    {
        if (_scratch is null)
            _scratch = await Checkout.Create("scratch");
        else
            await _scratch.Run(0, "Reset", "--yes");
        _scratch.WriteEnv(Taxi, moreEnv);
        return _scratch;
    }

    public async ValueTask InitializeAsync()
    {
        await Leftovers.Remove();
        _directory = Leftovers.NewFolder($"taxi-{Environment.ProcessId}");
        Taxi = await TaxiFiles.Generate(_directory, ["2024-01", "2024-02"], rows: 30_000);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
            await _stack.DisposeAsync();
        if (_scratch is not null)
            await _scratch.DisposeAsync();
        if (_directory is not null)
            Directory.Delete(_directory, recursive: true);
    }
}
