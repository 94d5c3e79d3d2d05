using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>Answers the calls of the docker client that a <see cref="ComposeProject"/> makes, from a stack held in memory.</summary>
sealed class FakeEngine : IProcessRunner, IDisposable
{
    readonly TemporaryDirectory _directory = new();
    readonly ConcurrentDictionary<string, FakeContainer> _containers = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> _calls = new();
    readonly JsonObject _services = [];

    public StackRoot Root => _directory.Root;

    /// <summary>Services whose health check never succeeds.</summary>
    public HashSet<string> Ill { get; } = new(StringComparer.Ordinal);

    /// <summary>One-shots that end with code 1, and what they print.</summary>
    public Dictionary<string, string> Failing { get; } = new(StringComparer.Ordinal);

    /// <summary>Services that end with code 1 as soon as they start.</summary>
    public HashSet<string> Crashing { get; } = new(StringComparer.Ordinal);

    /// <summary>Services whose image is not there.</summary>
    public HashSet<string> WithoutImage { get; } = new(StringComparer.Ordinal);

    /// <summary>Services created ahead of their start.</summary>
    public IReadOnlyList<string> Created { get; private set; } = [];

    /// <summary>True fails every call that only creates.</summary>
    public bool RefusesToCreate { get; set; }

    /// <summary>Services whose container only compose can start.</summary>
    public HashSet<string> Unstartable { get; } = new(StringComparer.Ordinal);

    /// <summary>Called at each stop or signal with what is aimed at; lets a test change what the database answers.</summary>
    public Action<string>? OnCall { get; set; }

    /// <summary>What was changed, in order: <c>up X</c>, <c>run X</c>, <c>stop X Y</c>, <c>kill X</c>, <c>rm X</c>, <c>down</c>.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    public ComposeProject Project => new(new EngineEndpoint("docker", null, null, IsPrivate: false), Root, "test", this, ["hidden", "postgres", "hash"]);

    public void Dispose() => _directory.Dispose();

    public FakeEngine With(string service, bool oneShot = false, params (string Name, string Condition)[] needs)
    {
        var needed = new JsonObject();
        foreach (var (name, condition) in needs)
            needed[name] = new JsonObject { ["condition"] = condition };
        _services[service] = new JsonObject { ["image"] = "image:1", ["restart"] = oneShot ? "no" : "unless-stopped", ["depends_on"] = needed };
        if (service is "setup")
            _services[service]!["network_mode"] = "none";
        return this;
    }

    /// <summary>Marks these services as ones that the stack works without.</summary>
    public FakeEngine Optional(params ReadOnlySpan<string> services)
    {
        foreach (var service in services)
            _services[service]!["labels"] = new JsonObject { ["dataspec.optional"] = "true" };
        return this;
    }

    public FakeEngine Running(string service, string hash = "hash", bool oneOff = false, string health = "healthy", string status = "running")
    {
        _containers[oneOff ? $"{service}-once" : service] = new FakeContainer(service, status, hash, oneOff, health);
        return this;
    }

    /// <summary>The service's container ends, as a scheduler does when it has finished its tasks.</summary>
    public void End(string service) => _containers[service] = _containers[service] with { Status = "exited" };

    public Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var (code, text) = Answer([.. command.Arguments]);
        var stream = code == 0 ? OutputSource.Out : OutputSource.Error;
        var mask = new SecretMask(command.Verbatim ? [] : command.Secrets);
        return Task.FromResult(new CommandResult(
            command, code, TimeSpan.Zero, [.. text.Split('\n').Select(line => new OutputLine(stream, mask.Over(line)))]));
    }

    (int Code, string Text) Answer(string[] arguments) => arguments switch
    {
        ["compose", "config", "--format", ..] => (0, new JsonObject { ["name"] = "test", ["services"] = _services.DeepClone() }.ToJsonString()),
        ["compose", "config", "--hash", ..] => (0, string.Join('\n', _services.Select(service => $"{service.Key} hash"))),
        ["compose", "up", "--no-start", "--no-deps", "--no-recreate", "--no-build", "--pull", "never", .. var services] => Create(services),
        ["start", "--attach", var container] => Run(ServiceOf(container)),
        ["start", var container] => Start(container),
        ["compose", "up", .., var service] when WithoutImage.Contains(service) => (1, $"Error response from daemon: No such image: {service}:1"),
        ["compose", "up", .., var service] => Up(service),
        ["compose", "--progress", "quiet", "run", .., var service] => Run(service),
        ["compose", "down", ..] => Change("down", _containers.Clear),
        ["ps", ..] => (0, string.Join('\n', _containers.Where(one => Wanted(arguments[^1], one.Value.Service)).Select(one => one.Key))),
        ["container", "inspect", .. var ids] => Inspect(ids),
        ["image", "inspect", ..] => (0, """[{"Id":"sha256:1","Config":{}}]"""),
        ["exec", var id, ..] => Ill.Contains(id) ? (1, "not yet") : (0, ""),
        ["stop", "--time", _, .. var ids] => Change($"stop {string.Join(' ', ids.Order(StringComparer.Ordinal))}", () => Array.ForEach(ids, End)),
        ["unpause", var id] => Change($"unpause {id}", () => _containers[id] = _containers[id] with { Status = "running" }),
        ["kill", "--signal", _, var id] => Change($"kill {id}", () => { }),
        ["rm", "--force", var container] when container.StartsWith("test-", StringComparison.Ordinal) => Forget(container),
        ["rm", "--force", .. var ids] => Change($"rm {string.Join(' ', ids)}", () => Array.ForEach(ids, id => _containers.TryRemove(id, out _))),
        ["logs", ..] => (0, "last words with hidden"),
        _ => (1, $"unexpected: {string.Join(' ', arguments)}"),
    };

    (int Code, string Text) Create(string[] services)
    {
        if (RefusesToCreate || services.Any(WithoutImage.Contains))
            return (1, "no");
        Created = [.. Created, .. services];
        foreach (var service in services)
            _containers[service] = new FakeContainer(service, "created", "hash", OneOff: false, "starting");
        return (0, "");
    }

    (int Code, string Text) Start(string container)
    {
        var service = ServiceOf(container);
        return Unstartable.Contains(service) ? (1, "cannot be started") : Up(service);
    }

    (int Code, string Text) Run(string service) =>
        Change($"run {service}", () => { }) is var done && Failing.TryGetValue(service, out var text) ? (1, text) : done;

    /// <summary>A one-shot's container after its run is nothing that a test looks at.</summary>
    (int Code, string Text) Forget(string container)
    {
        _containers.TryRemove(ServiceOf(container), out _);
        return (0, "");
    }

    string ServiceOf(string container) => _containers.Keys.Single(name => container == name || container == $"test-{name}-1");

    (int Code, string Text) Up(string service) =>
        Change($"up {service}", () => _containers[service] = new FakeContainer(service, Crashing.Contains(service) ? "exited" : "running", "hash", OneOff: false, "starting"));

    static bool Wanted(string filter, string service) =>
        !filter.Contains("compose.service=", StringComparison.Ordinal) || filter.EndsWith($"={service}", StringComparison.Ordinal);

    (int Code, string Text) Change(string call, Action change)
    {
        _calls.Enqueue(call);
        change();
        OnCall?.Invoke(call);
        return (0, "");
    }

    (int Code, string Text) Inspect(string[] ids) =>
        (0, JsonSerializer.Serialize(ids.Where(_containers.ContainsKey).Select(id => _containers[id].Describe(id))));

    sealed record FakeContainer(string Service, string Status, string Hash, bool OneOff, string Health)
    {
        public object Describe(string id) => new
        {
            Id = id,
            Image = "sha256:1",
            RestartCount = 0,
            State = new { Status, ExitCode = Status is "exited" ? 1 : 0, OOMKilled = false, StartedAt = DateTimeOffset.UnixEpoch, Health = new { Status = Health } },
            Config = new
            {
                Image = "image:1",
                Healthcheck = new { Test = new[] { "CMD", "check" } },
                Labels = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["com.docker.compose.service"] = Service,
                    ["com.docker.compose.config-hash"] = Hash,
                    ["com.docker.compose.oneoff"] = OneOff ? "True" : "False",
                },
            },
        };
    }
}
