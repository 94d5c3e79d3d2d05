using System.Collections.Immutable;
using DataSpec.Operations.Journal;

namespace DataSpec.Operations.Superset;

/// <summary>The folder with the dashboards as files, by default <c>scripts-config/superset/assets</c>.</summary>
sealed class AssetFolder(string directory)
{
    const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Every dataset, chart and dashboard, in the form in which they are compared.</summary>
    /// <exception cref="DataSpecException">The folder is missing, or a file is damaged or contradicts another: all faults are listed.</exception>
    public ImmutableArray<Asset> Read()
    {
        var (assets, faults) = TryRead();
        return faults.IsEmpty
            ? assets
            : throw new DataSpecException(ExitCode.FailedUnchanged, $"The dashboards' files are damaged:\n  {string.Join("\n  ", faults)}")
            {
                LeftAsItWas = "Superset was not touched: the dashboards in it stay as they are.",
                NextStep = $"git -C \"{directory}\" status (and git restore, or repair the file)",
            };
    }

    /// <summary>What could be read, and what is wrong with the rest.</summary>
    internal (ImmutableArray<Asset> Assets, ImmutableArray<string> Faults) TryRead()
    {
        if (!Directory.Exists(directory))
            return ([], [$"there is no folder {directory}"]);
        var assets = ImmutableArray.CreateBuilder<Asset>();
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var file in Directory.EnumerateFiles(directory, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(directory, file).Replace('\\', '/');
            try
            {
                var tree = YamlText.Parse(File.ReadAllText(file));
                faults.AddRange(AssetCheck.Members(path, tree));
                if (faults.Count == 0 && AssetKind.Of(path) is { } kind)
                    assets.Add(new Asset(path, kind, AssetForm.Of(kind, tree)));
            }
            catch (FormatException error)
            {
                faults.Add($"{path} {error.Message}");
            }
        }

        if (faults.Count == 0)
            faults.AddRange(AssetCheck.References(assets));
        return (assets.ToImmutable(), faults.ToImmutable());
    }

    /// <summary>A file that means the same already stays byte for byte, with its comments.</summary>
    public void Write(IEnumerable<AssetChange> changes)
    {
        foreach (var change in changes)
        {
            var path = Path.Combine(directory, change.Path);
            if (change.After is null)
            {
                File.Delete(path);
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DurableFile.Write(path, change.After, Readable);
        }
    }
}
