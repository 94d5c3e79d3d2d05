using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace DataSpec.Operations.Superset;

/// <summary>Brings dashboards from Superset into the files, and from the files into Superset. Each way is planned first, for a person to look at.</summary>
/// <remarks>The connection to the warehouse is not part of either: it belongs to <c>.env</c> and <c>Up</c>.</remarks>
public sealed class DashboardFiles(StackRoot root, SupersetApi api)
{
    readonly AssetFolder _folder = new(root.DashboardAssets);
    readonly DashboardStore _store = new(api);

    /// <summary>What the files would become.</summary>
    /// <param name="more">Slugs, titles or numbers of dashboards that the files do not have yet.</param>
    /// <exception cref="DataSpecException">A file is damaged, Superset does not answer, has no such dashboard, or one uses another connection.</exception>
    public async Task<AssetPlan> PlanExportAsync(IReadOnlyCollection<string> more, CancellationToken ct)
    {
        var files = _folder.Read();
        var stored = await _store.ListAsync(ct);
        var ours = Ours(files, stored);
        foreach (var name in more)
            ours = ours.Add(stored.FirstOrDefault(dashboard => Is(dashboard, name)) ?? throw NoSuch(name, stored));
        if (ours.IsEmpty)
            throw new DataSpecException(ExitCode.FailedUnchanged, "Superset has none of the dashboards that the files describe.")
            {
                LeftAsItWas = "The files stay as they are.",
                NextStep = "./build.sh DashboardsImport (brings them back), or ./build.sh DashboardsExport --add SLUG",
            };
        var now = await StateAsync(ours, files, ct);
        return AssetPlan.Of(files, [.. now, .. KeptWith(files, now)]);
    }

    /// <summary>Writes the planned changes, each file whole or not at all.</summary>
    public void Export(AssetPlan plan) => _folder.Write(plan.Changes);

    /// <summary>What would change in Superset.</summary>
    /// <inheritdoc cref="PlanExportAsync"/>
    public async Task<AssetPlan> PlanImportAsync(CancellationToken ct)
    {
        var files = _folder.Read();
        var now = await StateAsync(Ours(files, await _store.ListAsync(ct)), files, ct);
        // What is on a dashboard there and in no file stays in Superset, off the dashboard.
        return AssetPlan.Of([.. now.Where(asset => files.Any(file => file.Uuid == asset.Uuid))], files);
    }

    /// <summary>Gives all files to Superset, then reads them back.</summary>
    /// <exception cref="DataSpecException">Refused: the old dashboards stay. Or code 4: Superset does not have what the files say.</exception>
    public async Task ImportAsync(CancellationToken ct)
    {
        var files = _folder.Read();
        if (files.FirstOrDefault(file => file.Kind == AssetKind.Dataset)?.Content["database_uuid"]?.ToString() is { } connection
            && !await _store.HasConnectionAsync(connection, ct))
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, "Superset has no connection 'Warehouse' of this stack.")
            {
                LeftAsItWas = "The dashboards in Superset stay as they were.",
                NextStep = "./build.sh Up (makes the connection and imports the dashboards)",
            };
        }

        var now = await StateAsync(Ours(files, await _store.ListAsync(ct)), files, ct);
        var description = new KeyValuePair<string, string>("metadata.yaml", "version: 1.0.0\n");
        await _store.ImportAsync([description, .. files.Select(file => new KeyValuePair<string, string>(file.Path, AssetReset.Text(file, now)))], ct);
        var left = await PlanImportAsync(ct);
        if (!left.IsEmpty)
            throw new DataSpecException(
                ExitCode.VerificationFailed, $"Superset took the files and still differs from them: {string.Join(", ", left.Changes.Select(change => change.Path))}")
            {
                NextStep = "./build.sh DashboardsImport (shows the difference)",
            };
    }

    /// <summary>Superset's state of these dashboards with charts and datasets, at the paths that the files have or would get.</summary>
    async Task<ImmutableArray<Asset>> StateAsync(IEnumerable<StoredDashboard> dashboards, ImmutableArray<Asset> files, CancellationToken ct)
    {
        var paths = new AssetPaths(files);
        var state = ImmutableArray.CreateBuilder<Asset>();
        var connection = files.FirstOrDefault(file => file.Kind == AssetKind.Dataset)?.Content["database_uuid"]?.ToString();
        foreach (var (path, text) in await _store.ExportAsync(dashboards, ct))
        {
            if (AssetKind.Of(path) is not { } kind)
                continue;
            var raw = YamlText.Parse(text);
            if (kind == AssetKind.Dataset && connection is not null && raw["database_uuid"]?.ToString() != connection)
                throw OtherConnection(raw);
            state.Add(paths.Place(kind, AssetForm.Of(kind, raw)));
        }

        return state.ToImmutable();
    }

    static ImmutableArray<StoredDashboard> Ours(ImmutableArray<Asset> files, ImmutableArray<StoredDashboard> stored) =>
        [.. stored.Where(dashboard => files.Any(file => file.Kind == AssetKind.Dashboard && file.Uuid == dashboard.Uuid))];

    /// <summary>A dashboard that was deleted in Superset keeps its files, with all they refer to: deleting them is a decision for git.</summary>
    static IEnumerable<Asset> KeptWith(ImmutableArray<Asset> files, ImmutableArray<Asset> now)
    {
        var kept = files.Where(file => file.Kind == AssetKind.Dashboard && now.All(asset => asset.Uuid != file.Uuid)).ToList();
        kept.AddRange(files.Where(file => kept.Any(dashboard => dashboard.Uses(file.Uuid))).ToArray());
        kept.AddRange(files.Where(file => kept.Any(chart => chart.Dataset == file.Uuid)).ToArray());
        return kept.Distinct().Where(asset => now.All(other => other.Uuid != asset.Uuid));
    }

    static bool Is(StoredDashboard dashboard, string name) =>
        dashboard.Slug == name || dashboard.Title == name || dashboard.Id.ToString(CultureInfo.InvariantCulture) == name;

    static DataSpecException NoSuch(string name, ImmutableArray<StoredDashboard> stored) =>
        new(ExitCode.WrongUsage, $"Superset has no dashboard '{name}'; it has {string.Join(", ", stored.Select(dashboard => $"'{dashboard.Slug ?? dashboard.Title}'"))}.")
        {
            LeftAsItWas = "The files stay as they are.",
        };

    static DataSpecException OtherConnection(JsonObject dataset) =>
        new(ExitCode.FailedUnchanged, $"The dataset '{dataset["table_name"]}' reads from another connection than 'Warehouse', whose password `Up` would not know.")
        {
            LeftAsItWas = "The files stay as they are.",
            NextStep = "Take the charts of that dataset off the dashboard, or give the dataset the connection 'Warehouse'",
        };
}
