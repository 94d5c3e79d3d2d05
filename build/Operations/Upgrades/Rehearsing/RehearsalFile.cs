using System.Text.Json.Nodes;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>
/// The compose file of a rehearsal, made from the model that compose itself resolved: whatever services a stack has, each keeps only what it is started with, and none a port, a
/// network, a volume or a writable directory of the live stack.
/// </summary>
static class RehearsalFile
{
    /// <summary>What a service is started with. What is not named here (ports, networks, privileges, devices, names) does not come along.</summary>
    static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "image", "command", "entrypoint", "environment", "user", "group_add", "working_dir", "healthcheck", "init", "tty", "stdin_open", "stop_signal", "stop_grace_period",
        "security_opt", "cap_add", "cap_drop", "mem_limit", "memswap_limit", "mem_reservation", "cpus", "shm_size", "ulimits", "sysctls", "read_only", "tmpfs", "hostname", "platform",
        "logging",
    };

    /// <summary>Later options of the server's command win: memory beside the live server is short, and the default way of syncing copies the whole cluster into the overlay.</summary>
    static readonly string[] ServerOptions =
    [
        "-cunix_socket_directories=/var/run/postgresql,/rehearsal", "-crecovery_init_sync_method=syncfs", "-carchive_mode=off", "-cshared_buffers=128MB", "-csummarize_wal=off",
    ];

    /// <param name="config">What <c>docker compose config --format json</c> printed.</param>
    /// <param name="services">Those that are rehearsed; the others are left out, so that nothing can start them.</param>
    public static JsonObject Of(JsonObject config, IReadOnlySet<string> services, RehearsalPlaces places)
    {
        var mounts = new RehearsalMounts(places);
        var definitions = new JsonObject(((JsonObject)config["services"]!).Where(service => services.Contains(service.Key))
            .Select(service => KeyValuePair.Create(service.Key, (JsonNode?)Service(service.Key, (JsonObject)service.Value!, mounts, places))));
        var volumes = new JsonObject();
        foreach (var name in mounts.Shared.Order(StringComparer.Ordinal))
            volumes[name] = new JsonObject { ["labels"] = places.LabelsNode() };
        foreach (var name in mounts.Prepared.Order(StringComparer.Ordinal))
            volumes[name] = new JsonObject { ["name"] = name, ["external"] = true };
        return new JsonObject
        {
            ["name"] = places.Project,
            ["services"] = definitions,
            ["networks"] = new JsonObject { ["default"] = new JsonObject { ["internal"] = true, ["labels"] = places.LabelsNode() } },
            ["volumes"] = volumes,
        };
    }

    static JsonObject Service(string name, JsonObject service, RehearsalMounts mounts, RehearsalPlaces places)
    {
        var copy = new JsonObject(service.Where(member => Kept.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        if ((string?)service["network_mode"] is "none")
            copy["network_mode"] = "none";
        // One that ends is to be seen ending.
        copy["restart"] = "no";
        copy["labels"] = places.LabelsNode();
        copy["volumes"] = new JsonArray([.. (service["volumes"] as JsonArray ?? []).Select(mount => mounts.Instead(name, (JsonObject)mount!)).OfType<JsonNode>()]);
        if (name is CoreServices.Postgres)
            MakeServer(copy, places.Cluster);
        return copy;
    }

    static void MakeServer(JsonObject service, ClonedCluster cluster)
    {
        var command = service["command"] as JsonArray ?? ["postgres"];
        service["command"] = new JsonArray([.. command.Select(word => word!.DeepClone()), .. ServerOptions.Select(option => (JsonNode)option)]);
        service["user"] = cluster.User;
        ((JsonArray)service["volumes"]!).Add((JsonNode)RehearsalMounts.OfBind(cluster.Socket, ClonedCluster.SocketMount, readOnly: false));
    }
}
