using System.Text.Json;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Logging;

/// <summary>The stack as compose resolves it: needs its client, not an engine.</summary>
[Trait("kind", "integration")]
public sealed class ComposeFilesSpecs
{
    static readonly string[] Shipped = ["compose.yaml", "admin.yaml", "logging.yaml"];

    [Fact]
    public async Task Logging_is_optional_and_nothing_waits_for_it()
    {
        var services = (await ResolveAsync([.. Shipped, "promtail.yaml"])).EnumerateObject().ToDictionary(service => service.Name, service => service.Value, StringComparer.Ordinal);

        foreach (var name in new[] { "loki", "promtail", "grafana" })
        {
            services[name].GetProperty("labels").GetProperty("dataspec.optional").GetString().ShouldBe("true");
            services[name].GetProperty("profiles")[0].GetString().ShouldBe("logging");
        }

        services.Where(service => service.Value.TryGetProperty("depends_on", out var needed) && needed.EnumerateObject().Any(other => other.Name is "loki" or "promtail" or "grafana"))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_service_is_locked_down_rotates_its_log_and_says_its_name_in_each_line()
    {
        foreach (var service in (await ResolveAsync([.. Shipped, "promtail.yaml", "alloy.yaml"])).EnumerateObject())
        {
            var options = service.Value.GetProperty("logging").GetProperty("options");
            options.GetProperty("tag").GetString().ShouldBe("{{.Name}}", service.Name);
            options.GetProperty("max-size").GetString().ShouldBe("20m", service.Name);
            service.Value.GetProperty("cap_drop")[0].GetString().ShouldBe("ALL", service.Name);
            service.Value.GetProperty("security_opt")[0].GetString().ShouldBe("no-new-privileges:true", service.Name);
        }
    }

    [Fact]
    public async Task The_default_images_are_those_of_the_lock_file()
    {
        var services = await ResolveAsync([.. Shipped, "promtail.yaml", "alloy.yaml"]);
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Directory, "compose", "images.lock.json")));
        var locked = file.RootElement.GetProperty("services");

        foreach (var name in new[] { "pgadmin", "loki", "promtail", "alloy", "grafana" })
        {
            var image = locked.GetProperty(name);
            services.GetProperty(name).GetProperty("image").GetString().ShouldBe($"{image.GetProperty("repository").GetString()}:{image.GetProperty("tag").GetString()}");
        }
    }

    [Fact]
    public async Task Either_shipper_reads_the_same_files_for_the_same_labels()
    {
        var promtail = (await ResolveAsync([.. Shipped, "promtail.yaml"])).GetProperty("promtail");
        var alloy = (await ResolveAsync([.. Shipped, "alloy.yaml"])).GetProperty("alloy");

        Mounts(alloy).ShouldBe(Mounts(promtail));
        alloy.GetProperty("environment").GetRawText().ShouldBe(promtail.GetProperty("environment").GetRawText());
        var files = new[] { "promtail/promtail.yaml", "alloy/config.alloy" }.Select(name => File.ReadAllText(Path.Combine(Repository.Directory, "scripts-config", name))).ToList();
        foreach (var file in files)
        {
            foreach (var part in new[] { "/var/lib/docker/containers/*/*.log", "job", "attrs.tag", "stream", "container", "(?P<service>.+)-(?:[0-9]+|run-[0-9a-f]+)", "drop", "http://loki:3100/loki/api/v1/push" })
                file.ShouldContain(part);
        }
    }

    [Fact]
    public async Task With_the_proxy_only_its_port_is_open_to_the_network()
    {
        var services = await ResolveAsync([.. Shipped, "promtail.yaml", "overlays/proxy.yaml"], ("DOMAIN", "example.com"));

        var open = from service in services.EnumerateObject()
                   where service.Value.TryGetProperty("ports", out _)
                   from port in service.Value.GetProperty("ports").EnumerateArray()
                   where port.GetProperty("host_ip").GetString() != "127.0.0.1"
                   select $"{service.Name} {port.GetProperty("published").GetString()}";
        open.ShouldBe(["caddy 443"]);
        services.GetProperty("grafana").GetProperty("environment").GetProperty("GF_SERVER_ROOT_URL").GetString().ShouldBe("https://grafana.example.com/");
        services.GetProperty("superset").GetProperty("environment").GetProperty("BEHIND_PROXY").GetString().ShouldBe("1");
        services.GetProperty("airflow-apiserver").GetProperty("environment").GetProperty("AIRFLOW__API__BASE_URL").GetString().ShouldBe("https://airflow.example.com");
    }

    static IEnumerable<string> Mounts(JsonElement service) => service.GetProperty("volumes").EnumerateArray()
        .Select(volume => $"{volume.GetProperty("source").GetString()} {volume.GetProperty("target").GetString()}").Where(mount => !mount.Contains("scripts-config", StringComparison.Ordinal));

    /// <summary>The services of these files in compose/ with every profile on; secrets are made up.</summary>
    static async Task<JsonElement> ResolveAsync(string[] files, params (string Key, string Value)[] values)
    {
        var folder = Path.Combine(Repository.Directory, "compose");
        if (File.ReadAllText(Path.Combine(folder, "compose.yaml")).Contains("\ninclude:", StringComparison.Ordinal))
            files = [.. files.Where(file => file is "compose.yaml" or "overlays/proxy.yaml" || (file == "alloy.yaml" && files.Contains("promtail.yaml")))];
        else if (files.Contains("overlays/proxy.yaml"))
            Assert.Skip("compose.yaml does not include the optional services yet");
        var command = Command.Of("docker", "compose").In(folder).With([.. files.SelectMany(file => new[] { "-f", file }), "--profile", "*", "config", "--format", "json"])
            .WithVariable("COMPOSE_FILE", null).WithVariable("COMPOSE_PROFILES", null).WithVariable("COMPOSE_ENV_FILES", "/dev/null");
        command = command.WithVariable("LOG_SHIPPER", files.Contains("alloy.yaml") && !files.Contains("promtail.yaml") ? "alloy" : "promtail");
        foreach (var key in SandboxStack.Secrets)
            command = command.WithVariable(key, "made-up");
        foreach (var (key, value) in values)
            command = command.WithVariable(key, value);
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
