using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace DataSpec.Operations.Superset;

/// <summary>A dashboard that Superset has.</summary>
sealed record StoredDashboard(long Id, string Uuid, string? Slug, string Title);

/// <summary>The dashboards in Superset, with the charts and datasets that they use.</summary>
sealed class DashboardStore(SupersetApi api)
{
    const string Root = "assets";
    const int PageSize = 100;

    public async Task<ImmutableArray<StoredDashboard>> ListAsync(CancellationToken ct)
    {
        var found = ImmutableArray.CreateBuilder<StoredDashboard>();
        for (var page = 0; ; page++)
        {
            var answer = await api.GetAsync($"api/v1/dashboard/?q=(columns:!(id,uuid,slug,dashboard_title),page:{page},page_size:{PageSize})", ct);
            StoredDashboard[] some = [.. answer.Items("result").Select(Read)];
            found.AddRange(some);
            if (some.Length < PageSize)
                return found.ToImmutable();
        }
    }

    /// <summary>True where Superset has the connection with this identity.</summary>
    public async Task<bool> HasConnectionAsync(string uuid, CancellationToken ct) =>
        (await api.GetAsync($"api/v1/database/?q=(columns:!(uuid),page_size:{PageSize})", ct)).Items("result").Any(database => database.Text("uuid") == uuid);

    /// <summary>Each file of an export as Superset wrote it: path below the root folder, content.</summary>
    public async Task<ImmutableArray<KeyValuePair<string, string>>> ExportAsync(IEnumerable<StoredDashboard> dashboards, CancellationToken ct)
    {
        var ids = string.Join(',', dashboards.Select(dashboard => dashboard.Id));
        if (ids.Length == 0)
            return [];
        using var archive = new ZipArchive(new MemoryStream(await api.DownloadAsync($"api/v1/dashboard/export/?q=!({ids})", ct)));
        var files = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(ct), Encoding.UTF8);
            files.Add(new(entry.FullName[(entry.FullName.IndexOf('/', StringComparison.Ordinal) + 1)..], await reader.ReadToEndAsync(ct)));
        }

        return files.ToImmutable();
    }

    /// <summary>Replaces what has the same identity; connections are not part of it. All or nothing, in one transaction of Superset.</summary>
    public async Task ImportAsync(IEnumerable<KeyValuePair<string, string>> files, CancellationToken ct)
    {
        using var content = new MultipartFormDataContent();
        using var bundle = new ByteArrayContent(await PackAsync(files, ct));
        using var sparse = new StringContent("true");
        content.Add(bundle, "bundle", "assets.zip");
        content.Add(sparse, "sparse");
        const string path = "api/v1/assets/import/";
        var answer = await api.ChangeAsync(HttpMethod.Post, path, content, ct);
        if (answer.Text("message") is not "OK")
            throw SupersetFailure.Refused(path, System.Net.HttpStatusCode.OK, answer.ToString());
    }

    static async Task<byte[]> PackAsync(IEnumerable<KeyValuePair<string, string>> files, CancellationToken ct)
    {
        using var memory = new MemoryStream();
        await using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                await using var entry = await archive.CreateEntry($"{Root}/{path}").OpenAsync(ct);
                await entry.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
            }
        }

        return memory.ToArray();
    }

    static StoredDashboard Read(JsonElement dashboard) =>
        new(dashboard.GetProperty("id").GetInt64(), dashboard.Text("uuid")!, dashboard.Text("slug"), dashboard.Text("dashboard_title") ?? "");
}
