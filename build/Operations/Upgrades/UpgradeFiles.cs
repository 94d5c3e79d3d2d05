using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades;

/// <summary>The files that change with an upgrade, prepared beside: <c>.env</c> with the new images, configuration, image list.</summary>
static class UpgradeFiles
{
    internal const string Staged = "new";
    const string Before = "before";

    /// <summary>Where upgrades prepare and keep.</summary>
    public static string Folder(StackRoot root) => Path.Combine(root.State, "upgrade");

    public static string DirectoryOf(StackRoot root, string operation) => Path.Combine(Folder(root), operation);

    /// <summary>Writes what comes in, and of what goes out that which the checkout has no more: it was changed since the stack last ran.</summary>
    public static SwapPlan Stage(StackRoot root, string operation, UpgradeTarget target, string? lockFile, ImmutableArray<string> changedSince)
    {
        var directory = DirectoryOf(root, operation);
        var (staged, kept) = (Path.Combine(directory, Staged), Path.Combine(directory, Before));
        foreach (var fresh in new[] { staged, kept })
        {
            if (Directory.Exists(fresh))
                Directory.Delete(fresh, recursive: true);
            BackupTarget.MakePrivate(fresh);
        }

        var env = new EnvFile(Path.Combine(staged, ".env"));
        env.Write(new EnvFile(root.EnvFile).Read());
        env.Set(target.Images.Select(image => KeyValuePair.Create(image.Variable, image.To)));
        if (target is { IsMajor: true, ToMajor: { } major })
            env.Set([KeyValuePair.Create(EnvKeys.PostgresMajor.Name, major.ToString(CultureInfo.InvariantCulture))]);
        if (target.FilesDirectory is { } merged)
        {
            ReleaseChange.AddKeys(env, merged);
            // Moved, not copied: links of a person stay links.
            foreach (var folder in ConfigCopy.Folders.Where(folder => Directory.Exists(Path.Combine(merged, folder))))
                Directory.Move(Path.Combine(merged, folder), Path.Combine(staged, folder));
        }

        if (lockFile is not null)
        {
            var compose = Path.Combine(staged, "compose");
            if (!Directory.Exists(compose))
                ConfigCopy.Copy(new DirectoryInfo(root.ComposeDirectory), compose);
            File.Copy(lockFile, Path.Combine(compose, Path.GetFileName(root.ImagesLock)), overwrite: true);
        }

        string[] coming = [.. ConfigCopy.Folders.Where(folder => Directory.Exists(Path.Combine(staged, folder)))];
        string[] gone = [.. changedSince.Except(coming, StringComparer.Ordinal).Where(folder => Directory.Exists(Path.Combine(DeployedRecord.FilesIn(root), folder)))];
        foreach (var folder in gone)
            ConfigCopy.Copy(new DirectoryInfo(Path.Combine(DeployedRecord.FilesIn(root), folder)), Path.Combine(kept, folder));
        var before = new EnvFile(Path.Combine(kept, ".env"));
        before.Write(new EnvFile(root.EnvFile).Read());
        before.Set(AsItRan(root));
        // Named even where .env left it to the default, which is another one in the new files.
        if (target is { IsMajor: true, FromMajor: { } from })
            before.Set([KeyValuePair.Create(EnvKeys.PostgresMajor.Name, from.ToString(CultureInfo.InvariantCulture))]);
        return new SwapPlan(
            Path.GetRelativePath(root.Directory, staged), Path.GetRelativePath(root.Directory, kept),
            [.. coming.Concat(gone).Select(folder => new SwapEntry(folder, In: true, Out: true))], Env: true, HadEnv: true, Runs: true, $"upgrade {target}");
    }

    /// <summary>What a person changed in <c>.env</c> since the stack last ran, as it was; what belongs to the data is always as it is now.</summary>
    static IEnumerable<KeyValuePair<string, string>> AsItRan(StackRoot root)
    {
        var ran = new EnvFile(Path.Combine(DeployedRecord.FilesIn(root), ".env")).Read();
        return EnvKeys.All.Where(key => key is { IsSecret: false, BelongsTo: not EnvOwner.Data } && ran[key.Name] is not null).Select(key => KeyValuePair.Create(key.Name, ran[key.Name]!));
    }
}
