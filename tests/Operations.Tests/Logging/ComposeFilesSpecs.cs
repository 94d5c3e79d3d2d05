using System.Text.Json;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Logging;

/// <summary>The stack as compose resolves it: needs its client, not an engine.</summary>
[Trait("kind", "integration")]
public sealed class ComposeFilesSpecs
{
    static readonly string[] Shared =
    [
        "/var/lib/docker/containers/*/*.log", "job", "attrs.tag", "stream", "container", "(?P<service>.+)-(?:[0-9]+|run-[0-9a-f]+)", "drop",
        "http://loki:3100/loki/api/v1/push",
    ];

    [Fact]
    public async Task Logging_is_optional_and_nothing_waits_for_it()
    {
        var services = await BothAsync();

        foreach (var name in new[] { "loki", "promtail", "alloy", "grafana" })
        {
            services[name].GetProperty("labels").GetProperty("dataspec.optional").GetString().ShouldBe("true");
            services[name].GetProperty("profiles")[0].GetString().ShouldBe("logging");
        }

        services.Where(service => service.Value.TryGetProperty("depends_on", out var needed) && needed.EnumerateObject().Any(IsLogging))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_service_is_locked_down_rotates_its_log_and_says_its_name_in_each_line()
    {
        foreach (var (name, service) in await BothAsync())
        {
            var options = service.GetProperty("logging").GetProperty("options");
            options.GetProperty("tag").GetString().ShouldBe("{{.Name}}", name);
            options.GetProperty("max-size").GetString().ShouldBe("20m", name);
            service.GetProperty("cap_drop")[0].GetString().ShouldBe("ALL", name);
            service.GetProperty("security_opt")[0].GetString().ShouldBe("no-new-privileges:true", name);
        }
    }

    [Fact]
    public async Task The_default_images_are_those_of_the_lock_file()
    {
        var services = await BothAsync();
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Directory, "compose", "images.lock.json")));
        var locked = file.RootElement.GetProperty("services");

        foreach (var name in new[] { "pgadmin", "loki", "promtail", "alloy", "grafana" })
        {
            var image = locked.GetProperty(name);
            services[name].GetProperty("image").GetString()
                .ShouldBe($"{image.GetProperty("repository").GetString()}:{image.GetProperty("tag").GetString()}");
        }
    }

    [Fact]
    public async Task Either_shipper_reads_the_same_files_for_the_same_labels()
    {
        var promtail = (await ResolveAsync("promtail", "compose.yaml")).GetProperty("promtail");
        var alloy = (await ResolveAsync("alloy", "compose.yaml")).GetProperty("alloy");

        Mounts(alloy).ShouldBe(Mounts(promtail));
        alloy.GetProperty("environment").GetRawText().ShouldBe(promtail.GetProperty("environment").GetRawText());
        foreach (var part in Shared)
        {
            ReadConfiguration("promtail/promtail.yaml").ShouldContain(part);
            ReadConfiguration("alloy/config.alloy").ShouldContain(part);
        }
    }

    [Fact]
    public async Task With_the_proxy_only_its_port_is_open_to_the_network()
    {
        var services = await ResolveAsync("promtail", "compose.yaml", "overlays/proxy.yaml");

        var open = from service in services.EnumerateObject()
                   where service.Value.TryGetProperty("ports", out _)
                   from port in service.Value.GetProperty("ports").EnumerateArray()
                   where port.GetProperty("host_ip").GetString() != "127.0.0.1"
                   select $"{service.Name} {port.GetProperty("published").GetString()}";
        open.ShouldBe(["caddy 443"]);
        Variable("grafana", "GF_SERVER_ROOT_URL").ShouldBe("https://grafana.example.com/");
        Variable("superset", "BEHIND_PROXY").ShouldBe("1");
        Variable("airflow-apiserver", "AIRFLOW__API__BASE_URL").ShouldBe("https://airflow.example.com");

        string? Variable(string service, string name) =>
            services.GetProperty(service).GetProperty("environment").GetProperty(name).GetString();
    }

    static bool IsLogging(JsonProperty service) => service.Name is "loki" or "promtail" or "alloy" or "grafana";

    static string ReadConfiguration(string name) => File.ReadAllText(Path.Combine(Repository.Directory, "scripts-config", name));

    static IEnumerable<string> Mounts(JsonElement service) => service.GetProperty("volumes").EnumerateArray()
        .Select(volume => $"{volume.GetProperty("source").GetString()} {volume.GetProperty("target").GetString()}")
        .Where(mount => !mount.Contains("scripts-config", StringComparison.Ordinal));

    /// <summary>All services, with either shipper.</summary>
    static async Task<Dictionary<string, JsonElement>> BothAsync() => (await ResolveAsync("promtail", "compose.yaml")).EnumerateObject()
        .UnionBy((await ResolveAsync("alloy", "compose.yaml")).EnumerateObject(), service => service.Name)
        .ToDictionary(service => service.Name, service => service.Value, StringComparer.Ordinal);

    /// <summary>The services of these files in compose/ with every profile on; secrets are made up.</summary>
    static async Task<JsonElement> ResolveAsync(string shipper, params string[] files)
    {
        var command = Command.Of("docker", "compose").In(Path.Combine(Repository.Directory, "compose"))
            .With([.. files.SelectMany(file => new[] { "-f", file }), "--profile", "*", "config", "--format", "json"])
            .WithVariable("COMPOSE_FILE", null).WithVariable("COMPOSE_PROFILES", null).WithVariable("COMPOSE_ENV_FILES", "/dev/null")
            .WithVariable("LOG_SHIPPER", shipper).WithVariable("DOMAIN", "example.com");
        foreach (var key in SandboxStack.Secrets)
            command = command.WithVariable(key, "made-up");
        try
        {
            var result = await new ProcessRunner(TimeProvider.System).RunAsync(command, ct: TestContext.Current.CancellationToken);
            result.Succeeded.ShouldBeTrue(result.StandardError);
            return JsonDocument.Parse(result.StandardOutput).RootElement.GetProperty("services");
        }
        catch (CommandNotFoundException)
        {
            Assert.Skip("there is no docker client");
            throw;
        }
    }
}
