using System.Collections.Immutable;
using System.Text.Json.Nodes;
using DataSpec.Operations.Upgrades.Rehearsing;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Rehearsing;

public sealed class RehearsalFileSpecs : IDisposable
{
    readonly TemporaryDirectory _checkout = new();
    readonly JsonObject _config;

    public RehearsalFileSpecs()
    {
        foreach (var folder in new[] { "data/postgres", "data/superset", "data/later", "scripts-config/web", "airflow/plugins", "backups/wal" })
            Directory.CreateDirectory(_checkout.File(folder));
        File.WriteAllText(_checkout.File("data/key"), "");
        // As compose prints it; `later` is a service that this program has never heard of, with all that one could have.
        _config = (JsonObject)JsonNode.Parse(
            $$$$"""
            {"name":"dataspec","networks":{"default":{"name":"dataspec_default"},"lan":{"driver":"macvlan"}},"volumes":{"socket":{"name":"dataspec_socket"},"kept":{"name":"kept","external":true}},"services":{
              "postgres":{"image":"postgres:18.6","user":"999:999","command":["postgres","-cmax_wal_size=4GB"],"environment":{"POSTGRES_PASSWORD":"a$$b"},"networks":{"default":null},
                "ports":[{"mode":"ingress","host_ip":"127.0.0.1","target":5432,"published":"5432"}],"healthcheck":{"test":["CMD-SHELL","pg_isready -U $$POSTGRES_USER"]},"restart":"unless-stopped",
                "volumes":[{"type":"bind","source":"{{{{_checkout.Path}}}}/data/postgres","target":"/var/lib/postgresql","bind":{"create_host_path":true}},{"type":"volume","source":"socket","target":"/var/run/postgresql","volume":{}}]},
              "later":{"image":"later:1","container_name":"later","privileged":true,"pid":"host","ipc":"host","devices":["/dev/fuse"],"cap_add":["NET_ADMIN"],"network_mode":"host","extra_hosts":["a=1.2.3.4"],
                "ports":[{"target":80,"published":"80"}],"networks":{"lan":null},"volumes_from":["postgres"],"labels":{"traefik.enable":"true"},"restart":"always","depends_on":{"postgres":{"condition":"service_healthy"}},
                "secrets":[{"source":"s"}],"configs":[{"source":"c"}],"build":{"context":"."},"links":["postgres"],
                "volumes":[{"type":"bind","source":"{{{{_checkout.Path}}}}/data/later","target":"/later","bind":{}},{"type":"bind","source":"{{{{_checkout.Path}}}}/data/superset","target":"/superset"},
                  {"type":"bind","source":"{{{{_checkout.Path}}}}/data/postgres","target":"/cluster","read_only":true},{"type":"bind","source":"{{{{_checkout.Path}}}}","target":"/all","read_only":true},
                  {"type":"bind","source":"{{{{_checkout.Path}}}}/data/key","target":"/key","read_only":true},{"type":"bind","source":"/","target":"/host"},{"type":"bind","source":"/var/run","target":"/run","read_only":true},
                  {"type":"bind","source":"{{{{_checkout.Path}}}}/backups/wal","target":"/wal"},{"type":"bind","source":"{{{{_checkout.Path}}}}/scripts-config/web","target":"/web","read_only":true},
                  {"type":"bind","source":"{{{{_checkout.Path}}}}/airflow/plugins","target":"/plugins"},{"type":"volume","source":"kept","target":"/kept"},{"type":"volume","source":"socket","target":"/socket"},
                  {"type":"tmpfs","target":"/scratch"},{"type":"npipe","source":"x","target":"/pipe"}]},
              "receiver":{"image":"postgres:18.6","network_mode":"none","volumes":[{"type":"volume","source":"socket","target":"/var/run/postgresql"}]},
              "airflow-scheduler":{"image":"airflow:3","command":["scheduler"]}}}
            """)!;
    }

    public void Dispose() => _checkout.Dispose();

    RehearsalPlaces Places => new(
        "dataspec-rehearsal", ImmutableSortedDictionary<string, string>.Empty.Add("dataspec.rehearsal", "dataspec"), [_checkout.Path],
        new ClonedCluster("op-clone", "18/docker", "1000:1000", "/tmp/socket"), [new("data/superset", "files/superset.tar", "op-superset")]);

    JsonObject Made => RehearsalFile.Of(_config, new HashSet<string>(["postgres", "later", "receiver"], StringComparer.Ordinal), Places);

    JsonObject Service(string name) => Made["services"]![name]!.AsObject();

    JsonObject? Mount(string service, string target) => Service(service)["volumes"]!.AsArray().Select(mount => mount!.AsObject()).SingleOrDefault(mount => (string?)mount["target"] == target);

    [Fact]
    public void No_service_has_a_port_a_privilege_a_foreign_network_or_a_way_to_another_container()
    {
        foreach (var (_, service) in Made["services"]!.AsObject())
        {
            foreach (var member in new[] { "ports", "networks", "privileged", "pid", "ipc", "devices", "extra_hosts", "volumes_from", "links", "container_name", "secrets", "configs", "build", "depends_on" })
                service!.AsObject().ContainsKey(member).ShouldBeFalse(member);
            ((string?)service!["restart"]).ShouldBe("no");
        }

        Service("later").ContainsKey("network_mode").ShouldBeFalse();
        ((string?)Service("receiver")["network_mode"]).ShouldBe("none");
        ((bool)Made["networks"]!["default"]!["internal"]!).ShouldBeTrue();
        Made["networks"]!.AsObject().Count.ShouldBe(1);
    }

    [Fact]
    public void No_bind_is_below_data_or_outside_the_checkout_and_none_can_be_written_but_the_socket()
    {
        var binds = Made["services"]!.AsObject().SelectMany(service => service.Value!["volumes"]!.AsArray()).Where(mount => (string?)mount!["type"] == "bind").ToArray();

        binds.Select(mount => (string)mount!["source"]!).Order().ShouldBe(["/tmp/socket", _checkout.File("airflow/plugins"), _checkout.File("scripts-config/web")], ignoreOrder: true);
        binds.Where(mount => (string)mount!["source"]! != "/tmp/socket").ShouldAllBe(mount => (bool)mount!["read_only"]!);
    }

    [Theory]
    [InlineData("/later", "tmpfs", null)]
    [InlineData("/cluster", "tmpfs", null)]
    [InlineData("/all", "tmpfs", null)]
    [InlineData("/host", "tmpfs", null)]
    [InlineData("/run", "tmpfs", null)]
    [InlineData("/wal", "tmpfs", null)]
    [InlineData("/scratch", "tmpfs", null)]
    [InlineData("/superset", "volume", "op-superset")]
    [InlineData("/kept", "volume", "kept")]
    [InlineData("/socket", "volume", "socket")]
    public void What_lives_is_replaced_by_a_copy_or_by_nothing(string target, string type, string? source) =>
        ((string?)Mount("later", target)!["type"], (string?)Mount("later", target)!["source"]).ShouldBe((type, source));

    [Theory]
    [InlineData("/key")]
    [InlineData("/pipe")]
    public void What_nothing_can_stand_for_is_left_out(string target) => Mount("later", target).ShouldBeNull();

    [Fact]
    public void Named_volumes_are_new_ones_of_the_rehearsal_with_its_label()
    {
        Made["volumes"]!["kept"]!.ToJsonString().ShouldBe("""{"labels":{"dataspec.rehearsal":"dataspec"}}""");
        Made["volumes"]!["op-clone"]!.ToJsonString().ShouldBe("""{"name":"op-clone","external":true}""");
    }

    [Fact]
    public void Postgres_runs_on_the_clone_as_its_owner_with_a_second_socket()
    {
        ((string?)Mount("postgres", "/var/lib/postgresql/18/docker")!["source"]).ShouldBe("op-clone");
        Mount("postgres", "/var/lib/postgresql").ShouldBeNull();
        ((string?)Service("postgres")["user"]).ShouldBe("1000:1000");
        var command = Service("postgres")["command"]!.AsArray().Select(word => (string)word!).ToArray();
        command[..2].ShouldBe(["postgres", "-cmax_wal_size=4GB"]);
        command.ShouldContain("-crecovery_init_sync_method=syncfs");
    }

    [Fact]
    public void What_a_service_is_started_with_stays_as_it_is()
    {
        ((string?)Service("postgres")["environment"]!["POSTGRES_PASSWORD"]).ShouldBe("a$$b");
        ((string?)Service("postgres")["healthcheck"]!["test"]![1]).ShouldBe("pg_isready -U $$POSTGRES_USER");
        ((string?)Service("later")["cap_add"]![0]).ShouldBe("NET_ADMIN");
    }

    [Fact]
    public void A_scheduler_is_not_even_in_the_file() => Made["services"]!.AsObject().ContainsKey("airflow-scheduler").ShouldBeFalse();

    [Fact]
    public void Files_of_a_new_release_are_mounted_from_there_and_their_data_is_no_less_live()
    {
        var places = Places with { Roots = [_checkout.File("airflow"), _checkout.Path] };
        var mounts = new RehearsalMounts(places);

        ((string?)mounts.Instead("x", new JsonObject { ["type"] = "bind", ["source"] = _checkout.File("airflow/data/later"), ["target"] = "/x", ["read_only"] = true })!["type"]).ShouldBe("tmpfs");
    }
}
