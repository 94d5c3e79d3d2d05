using System.Collections.Immutable;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Tests.Verification;

/// <summary>A stack as the engine describes it: Postgres with its port and its data, a page, and a one-shot.</summary>
static class StackPicture
{
    const string Config =
        """
        {"name":"x","services":{
          "setup":{"image":"db:1"},
          "postgres":{"image":"db:1","restart":"always","ports":[{"host_ip":"127.0.0.1","published":"5432","target":5432}],
            "volumes":[{"type":"bind","source":"/stack/data/postgres","target":"/var/lib/postgresql"},{"type":"volume","source":"socket","target":"/run"}]},
          "page":{"image":"page:2","restart":"always","depends_on":{"postgres":{"condition":"service_healthy"}}}}}
        """;

    public static ServiceContainer Postgres { get; } = Container("postgres", "db:1", "sha256:db", "h1", """[{"Type":"bind","Source":"/stack/data/postgres","Destination":"/var/lib/postgresql"}]""");

    public static ServiceContainer Page { get; } = Container("page", "page:2", "sha256:page", "h2", "[]") with { Ports = [] };

    public static StackSnapshot Of(params ImmutableArray<ServiceContainer> containers) => new(
        StackModel.Parse(Config, "postgres h1\npage h2\nsetup h3"),
        containers,
        ImmutableDictionary<string, ImageFacts>.Empty.Add("db:1", new("sha256:db", "sha256:d1", "1") { Digests = ["db@sha256:d1"] }).Add("page:2", new("sha256:page", "sha256:page", "2") { Key = "k1" }));

    static ServiceContainer Container(string service, string image, string id, string hash, string mounts) => ServiceContainer.Parse(
        $$$"""
        [{"Id":"c-{{{service}}}","Name":"/x-{{{service}}}-1","Image":"{{{id}}}","RestartCount":0,"Mounts":{{{mounts}}},
          "State":{"Status":"running","ExitCode":0,"Pid":77,"StartedAt":"2026-01-01T00:00:00Z"},
          "HostConfig":{"Memory":1000,"NetworkMode":"x_default"},
          "NetworkSettings":{"Ports":{"5432/tcp":[{"HostIp":"127.0.0.1","HostPort":"5432"}],"9000/tcp":null}},
          "Config":{"Image":"{{{image}}}","Env":["PGDATA=/var/lib/postgresql/18/docker"],"Labels":{"com.docker.compose.service":"{{{service}}}","com.docker.compose.config-hash":"{{{hash}}}"} } }]
        """)[0];
}
