using System.Globalization;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>The <c>.env</c> of a rehearsal: passwords and keys of the backup, the rest as this machine has it, images and files of the target.</summary>
static class RehearsalEnv
{
    /// <param name="restored">What a restore of the backup would write (<see cref="RestoredEnv"/>).</param>
    /// <param name="root">The checkout.</param>
    /// <param name="major">Of the Postgres that is rehearsed: its data directory is named after it.</param>
    public static EnvDocument Of(EnvDocument restored, UpgradeTarget target, StackRoot root, string project, int major)
    {
        IEnumerable<KeyValuePair<string, string>> own =
        [
            new(EnvKeys.ComposeProject.Name, project),
            new(EnvKeys.ComposeFile.Name, ComposeFiles(restored, root, target.FilesDirectory)),
            new(EnvKeys.PostgresMajor.Name, major.ToString(CultureInfo.InvariantCulture)),
            .. target.Images.Select(image => KeyValuePair.Create(image.Variable, image.To)),
        ];
        return own.Aggregate(restored, (document, pair) => document.With(pair.Key, pair.Value));
    }

    /// <summary>Absolute: the rehearsal runs from a directory of its own. A file that the new ones do not have is that of the checkout.</summary>
    static string ComposeFiles(EnvDocument env, StackRoot root, string? files) => string.Join(
        ':',
        (env[EnvKeys.ComposeFile.Name] ?? EnvKeys.ComposeFile.Default).Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(file => files is not null && File.Exists(Path.Combine(files, file)) ? Path.Combine(files, file) : Path.GetFullPath(file, root.Directory)));
}
