namespace DataSpec.EndToEnd.Verification;

/// <summary>The profiles <c>admin</c> and <c>logging</c> of a stack with stand-ins for pgAdmin, Loki, Promtail and Grafana, whose images exist only in a registry; taken away when disposed.</summary>
sealed class StandIns : IAsyncDisposable
{
    static readonly string[] Parts = ["LOKI", "PROMTAIL", "GRAFANA", "PGADMIN"];

    readonly Checkout _stack;
    readonly Dictionary<string, string> _before = new(StringComparer.Ordinal);

    StandIns(Checkout stack) => _stack = stack;

    public static async Task<StandIns> Add(Checkout stack)
    {
        var standIns = new StandIns(stack);
        foreach (var part in Parts)
            standIns._before[$"{part}_IMAGE"] = stack.SetEnv($"{part}_IMAGE", await Build(part.ToLowerInvariant()));
        await stack.Run(0, "Up", "--profiles", "core,bi,admin,logging");
        return standIns;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (key, image) in _before)
            _stack.SetEnv(key, image);
        await _stack.Run(0, "Up", "--profiles", "core,bi");
    }

    static async Task<string> Build(string part)
    {
        var image = $"dataspec-tests/{part}-stand-in:1";
        await Docker.Run(
            "build", "--quiet", "--network=none", "--build-arg", $"BASE={Images.Airflow}", "--build-arg", $"PART={part}", "--tag", image, Path.Combine(SourceTree.Root, "tests", "sandbox", "logging"));
        return image;
    }
}
