using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Secrets;

/// <summary>What an <c>.env</c> lacks: nothing that stands in it is ever changed, but for secrets left empty and what was asked for.</summary>
/// <param name="Document">The text as it should be.</param>
/// <param name="Added">Keys that get a line or, for an empty secret, a value.</param>
public sealed record EnvPlan(EnvDocument Document, ImmutableArray<EnvKey> Added)
{
    /// <summary>The new value of <c>COMPOSE_PROFILES</c> where another one was asked for; else null.</summary>
    public string? Profiles { get; private init; }

    /// <summary>The same with these profiles beside the core.</summary>
    /// <exception cref="DataSpecException">The stack has no such profile (exit code 2).</exception>
    public EnvPlan WithProfiles(IReadOnlyList<string> profiles)
    {
        var value = StackProfiles.Checked(profiles);
        var key = EnvKeys.ComposeProfiles.Name;
        return string.Equals(Document[key], value, StringComparison.Ordinal) ? this : this with { Document = Document.With(key, value), Profiles = value };
    }

    /// <summary>Missing keys take the value that the environment of the process gives them, else the default or a new secret.</summary>
    public static EnvPlan For(EnvDocument current, IReadOnlyDictionary<string, string> environment, DateTimeOffset now)
    {
        var names = current.Entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<EnvKey> missing = [.. EnvKeys.All.Where(key => !names.Contains(key.Name))];
        ImmutableArray<EnvKey> empty = [.. EnvKeys.All.Where(key => key.IsSecret && names.Contains(key.Name) && string.IsNullOrEmpty(current[key.Name]))];

        var document = empty.Aggregate(current, (text, key) => text.With(key.Name, ValueFor(key, environment)));
        var isNew = current.Text.Length == 0;
        foreach (var group in missing.GroupBy(key => key.Group, StringComparer.Ordinal))
        {
            var heading = group.Key.Equals(missing[0].Group, StringComparison.Ordinal) ? Heading(isNew, now) : [];
            string[] gap = isNew ? [""] : [];
            document = document.Appended(
                [.. heading, .. gap, group.Key],
                group.Select(key => KeyValuePair.Create(key.Name, ValueFor(key, environment))));
        }

        return new(document, [.. missing, .. empty]);
    }

    static string[] Heading(bool isNew, DateTimeOffset now)
    {
        var date = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return isNew
            ? [$"Settings and passwords of this stack, written by ./build.sh Setup on {date}.", "docs/configuration.md explains each key. Losing this file is losing the passwords."]
            : ["", $"Added by ./build.sh Setup on {date}: keys that were missing."];
    }

    static string ValueFor(EnvKey key, IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue(key.Name, out var value) && value.Length > 0 ? value : key.Generate?.Invoke() ?? key.Default;
}
