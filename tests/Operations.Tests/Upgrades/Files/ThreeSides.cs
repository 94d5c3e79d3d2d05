using DataSpec.Operations.Processes;
using DataSpec.Operations.Upgrades.Files;

namespace DataSpec.Operations.Tests.Upgrades.Files;

/// <summary>A checkout, the release that it was made from, and a newer one: three folders that agree in everything to begin with.</summary>
sealed class ThreeSides : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    public ThreeSides()
    {
        foreach (var side in (string[])["shipped", "here", "newer"])
        {
            Write(side, "compose/compose.yaml", "services:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n  e: 5\n");
            Write(side, "compose/images.lock.json", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n");
            Write(side, "scripts-config/start.sh", "#!/bin/sh\nexec true\n", executable: true);
        }
    }

    public StackRoot Root => new(Here);

    public string Here => Of("here");

    public string Newer => Of("newer");

    public string Staged => Path.Combine(_folder.Path, "staged");

    public ReleaseMerge Merge => new(Root, new ProcessRunner(TimeProvider.System));

    static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    public string Of(string side) => _folder.File(side);

    public ThreeSides Write(string side, string path, string text, bool executable = false) =>
        Write(side, path, System.Text.Encoding.UTF8.GetBytes(text), executable);

    public ThreeSides Write(string side, string path, byte[] content, bool executable = false)
    {
        var file = Path.Combine(Of(side), path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        File.SetUnixFileMode(file, (UnixFileMode)(executable ? 0x1ED : 0x1A4));
        return this;
    }

    public ThreeSides Delete(string side, string path)
    {
        File.Delete(Path.Combine(Of(side), path));
        return this;
    }

    public ThreeSides Link(string side, string path, string target)
    {
        var link = Path.Combine(Of(side), path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.Delete(link);
        File.CreateSymbolicLink(link, target);
        return this;
    }

    /// <summary>The newer release over the checkout, with the record of what was shipped.</summary>
    public Task<FilePlan> PlanAsync(MergeChoices? choices = null)
    {
        ReleaseRecord.Save(Root, Of("shipped"));
        return Merge.PlanAsync(Newer, choices ?? MergeChoices.None, Ct);
    }

    public string StagedText(string path) => File.ReadAllText(Path.Combine(Staged, path));

    public void Dispose() => _folder.Dispose();
}
