using System.Collections.Immutable;
using System.Text.Json;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>The newest revisions that an image of Airflow or Superset brings, read from its migration files as text and kept by the image's id: starting either for them costs 5-15 s.</summary>
sealed class ImageHeads(StackView view)
{
    const string Script = """
        import importlib.util, json, pathlib, re
        places = {"airflow": "airflow:migrations", "airflow-fab": "airflow:providers/fab/migrations", "superset": "superset:migrations"}
        revision = re.compile(r"^revision\s*(?::[^=]+)?=\s*['\"](\w+)", re.M)
        down = re.compile(r"^down_revision\s*(?::[^=]+)?=\s*(\([^)]*\)|[^\n]*)", re.M)
        found = {}
        for name, place in places.items():
            package, _, folder = place.partition(":")
            spec = importlib.util.find_spec(package)
            for base in (spec.submodule_search_locations or []) if spec else []:
                texts = [file.read_text() for file in (pathlib.Path(base) / folder / "versions").glob("*.py")]
                known = {match[1] for match in map(revision.search, texts) if match}
                followed = {word for text in texts for line in down.findall(text) for word in re.findall(r"['\"](\w+)['\"]", line)}
                if known:
                    found[name] = sorted(known - followed)
        print(json.dumps(found))
        """;

    string Folder => Path.Combine(view.Root.Temp, "migration-heads");

    /// <summary>By the names of <see cref="Upgrades.MigrationHeads"/>.</summary>
    /// <param name="image">Its id.</param>
    /// <exception cref="DataSpecException">It has no migrations that could be read.</exception>
    public async Task<ImmutableDictionary<string, string[]>> ReadAsync(string image, CancellationToken ct)
    {
        var kept = Path.Combine(Folder, $"{image.Replace(':', '-')}.json");
        if (!File.Exists(kept))
        {
            var text = await AskAsync(image, ct);
            Directory.CreateDirectory(Folder);
            var part = $"{kept}.{Environment.ProcessId}.part";
            await File.WriteAllTextAsync(part, text, ct);
            File.Move(part, kept, overwrite: true);
        }

        return JsonSerializer.Deserialize<ImmutableDictionary<string, string[]>>(await File.ReadAllTextAsync(kept, ct))!;
    }

    async Task<string> AskAsync(string image, CancellationToken ct)
    {
        var run = view.Project.Docker("run", "--rm", "--network=none", "--entrypoint=python", image, "-I", "-c", Script);
        var answer = (await view.Processes.RunAsync(run with { Verbatim = true }, ct: ct)).EnsureSuccess().StandardOutput.Trim();
        return answer is "{}" ? throw new DataSpecException(ExitCode.FailedUnchanged, $"The image '{image}' has no migrations that could be read.") : answer;
    }
}
