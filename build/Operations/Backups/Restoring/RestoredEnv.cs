using System.Collections.Immutable;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>The <c>.env</c> of a restored stack: what belongs to the data from the backup, what belongs to this machine as it is here.</summary>
/// <param name="Document">The text to write.</param>
/// <param name="Changed">Keys whose value is another than before.</param>
sealed record RestoredEnv(EnvDocument Document, ImmutableArray<string> Changed)
{
    /// <param name="current">Empty where this checkout has none yet.</param>
    /// <param name="environment">Of this process: what <c>Setup</c> would take values of missing keys from.</param>
    public static RestoredEnv Of(EnvDocument backup, EnvDocument current, IReadOnlyDictionary<string, string> environment, DateTimeOffset now)
    {
        var document = current.Text.Length > 0 ? Into(current, backup) : Without(backup, EnvOwner.Place);
        document = EnvPlan.For(document, environment, now).Document;
        return new(document, [.. EnvKeys.All.Select(key => key.Name).Where(name => document[name] != current[name])]);
    }

    static EnvDocument Into(EnvDocument current, EnvDocument backup)
    {
        var document = current;
        List<KeyValuePair<string, string>> added = [];
        foreach (var key in EnvKeys.All)
        {
            if (backup[key.Name] is not { } value || key.BelongsTo is EnvOwner.Place)
                continue;
            if (current[key.Name] is null)
                added.Add(new(key.Name, value));
            else if (key.BelongsTo is EnvOwner.Data && current[key.Name] != value)
                document = document.With(key.Name, value);
        }

        return added.Count == 0 ? document : document.Appended(["", "Added by ./build.sh Restore: keys that were missing."], added);
    }

    /// <summary>Lines of keys that mean something else on another machine are left out; <c>Setup</c>'s own values take their place.</summary>
    static EnvDocument Without(EnvDocument backup, EnvOwner owner)
    {
        var dropped = EnvKeys.All.Where(key => key.BelongsTo == owner).Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        var lines = backup.Entries.Where(entry => dropped.Contains(entry.Key)).Select(entry => entry.Line).ToHashSet();
        return EnvDocument.Parse(string.Concat(backup.Text.Split('\n').Index().Where(line => !lines.Contains(line.Index + 1)).Select(line => line.Item + "\n")).TrimEnd('\n') + "\n");
    }
}
