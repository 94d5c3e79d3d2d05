using System.Text.Json.Nodes;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>What a service of the rehearsal finds where the live one has a mount: configuration read-only, copies of what the backup holds, else nothing.</summary>
sealed class RehearsalMounts(RehearsalPlaces places)
{
    const string ClusterDirectory = "data/postgres";

    /// <summary>Any user may write into it, as into the volume or directory that it stands for.</summary>
    const int OpenMode = 0x3FF;

    /// <summary>Named volumes that the services share; new and empty ones of the rehearsal.</summary>
    public HashSet<string> Shared { get; } = new(StringComparer.Ordinal);

    /// <summary>Volumes that were made before.</summary>
    public HashSet<string> Prepared { get; } = new(StringComparer.Ordinal);

    /// <summary>The mount to have instead; null for none.</summary>
    public JsonObject? Instead(string service, JsonObject mount)
    {
        var (source, target) = ((string?)mount["source"], (string)mount["target"]!);
        switch ((string?)mount["type"])
        {
            case "bind" when source is not null:
                return OfBind(service, source, target, (bool?)mount["read_only"] is true);
            case "volume" when source is null:
                return Mount("volume", null, target);
            case "volume":
                Shared.Add(source);
                return Mount("volume", source, target);
            case "tmpfs":
                return (JsonObject)mount.DeepClone();
            default:
                return null;
        }
    }

    public JsonObject OfVolume(string volume, string target)
    {
        Prepared.Add(volume);
        var mount = Mount("volume", volume, target);
        mount["volume"] = new JsonObject { ["nocopy"] = true };
        return mount;
    }

    public static JsonObject OfBind(string source, string target, bool readOnly)
    {
        var mount = Mount("bind", source, target);
        if (readOnly)
            mount["read_only"] = true;
        mount["bind"] = new JsonObject { ["create_host_path"] = false };
        return mount;
    }

    JsonObject? OfBind(string service, string source, string target, bool readOnly)
    {
        var relative = places.Roots.Select(root => Below(root, source)).FirstOrDefault(path => path is not null);
        if (relative is ClusterDirectory && service is CoreServices.Postgres)
            return OfVolume(places.Cluster.Volume, $"{target.TrimEnd('/')}/{places.Cluster.DataDirectory}");
        if (places.States.FirstOrDefault(state => state.Directory == relative) is { } state)
            return OfVolume(state.Volume, target);
        if (relative is not null && IsConfiguration(relative, readOnly) && Path.Exists(source))
            return OfBind(source, target, readOnly: true);
        // A file or a socket of this machine: nothing stands for it.
        if (File.Exists(source))
            return null;
        var empty = Mount("tmpfs", null, target);
        empty["tmpfs"] = new JsonObject { ["mode"] = OpenMode };
        return empty;
    }

    /// <summary>What the stack is run from, and whatever else lies in the checkout to be read only; never anything that lives.</summary>
    static bool IsConfiguration(string relative, bool readOnly)
    {
        var folder = relative.Split('/')[0];
        return ConfigCopy.Folders.Contains(folder, StringComparer.Ordinal) || (readOnly && folder is not ("data" or "." or ".nuke" or "backups"));
    }

    static JsonObject Mount(string type, string? source, string target) => source is null
        ? new() { ["type"] = type, ["target"] = target }
        : new() { ["type"] = type, ["source"] = source, ["target"] = target };

    static string? Below(string root, string path) =>
        Path.GetRelativePath(root, path) is var relative && relative is not ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative) ? relative : null;
}
