using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>Something to know before one component goes from one version to another.</summary>
/// <param name="What">What changes, or why it is refused.</param>
/// <param name="Do">What the person does about it; null where the tool does all.</param>
/// <param name="Stops">True where <c>Upgrade</c> refuses this step.</param>
public sealed record UpgradeNote(string Component, string What, string? Do, bool Stops);

/// <summary>What <c>compose/upgrade-notes.yaml</c> knows about versions.</summary>
public sealed class UpgradeNotes
{
    readonly ImmutableDictionary<string, Component> _components;
    readonly ImmutableArray<Rule> _rules;

    UpgradeNotes(ImmutableDictionary<string, Component> components, ImmutableArray<Rule> rules) => (_components, _rules) = (components, rules);

    /// <exception cref="DataSpecException">The file is absent, or not what this version of the tool reads.</exception>
    public static UpgradeNotes Load(string file)
    {
        try
        {
            return Parse(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or YamlException or FormatException)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The notes on upgrades '{file}' cannot be read: {error.Message}", error)
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "Bring the committed file back: git checkout -- compose/upgrade-notes.yaml",
            };
        }
    }

    /// <summary>Where the notes of a checkout or release are.</summary>
    public static string FileIn(StackRoot root) => Path.Combine(root.ComposeDirectory, "upgrade-notes.yaml");

    /// <summary>The notes on one step, those that stop it first.</summary>
    /// <param name="component">Name of the service in the image lock.</param>
    /// <param name="from">Version, tag or reference of an image that is in use.</param>
    /// <param name="to">The same of the wanted one.</param>
    /// <returns>Empty where nothing is known, and for references without a version.</returns>
    public ImmutableArray<UpgradeNote> For(string component, string from, string to)
    {
        var name = component.StartsWith("postgres-", StringComparison.Ordinal) ? "postgres" : component;
        return VersionOf(from) is { } old && VersionOf(to) is { } wanted
            ? [.. _rules.Where(rule => rule.Component == name && rule.IsMet(old, wanted)).Select(rule => rule.Note).OrderByDescending(note => note.Stops)]
            : [];
    }

    /// <summary>The last day on which this version gets fixes; null where it is not known, or none is set.</summary>
    public DateOnly? EndOfLife(string component, string version) =>
        VersionOf(version) is { } wanted && _components.GetValueOrDefault(component) is { } known
            ? known.EndOfLife.Where(cycle => cycle.Cycle.Numbers.SequenceEqual(wanted.Numbers.Take(cycle.Cycle.Numbers.Length)))
                .OrderByDescending(cycle => cycle.Cycle.Numbers.Length).Select(cycle => (DateOnly?)cycle.Day).FirstOrDefault()
            : null;

    /// <summary>The project on GitHub whose releases tell of new versions; null for none.</summary>
    internal string? ReleasesOf(string component) => _components.GetValueOrDefault(component)?.Releases;

    /// <exception cref="FormatException">A condition or a date is none.</exception>
    internal static UpgradeNotes Parse(string text)
    {
        var read = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<NotesFile>(text);
        return new(
            read.Components.ToImmutableDictionary(pair => pair.Key, pair => Component.Of(pair.Value), StringComparer.Ordinal),
            [.. read.Notes.Select(Rule.Of)]);
    }

    static VersionTag? VersionOf(string text) => VersionTag.Parse(text) ?? VersionTag.OfImage(text);

    sealed record Component(string? Releases, ImmutableArray<(VersionTag Cycle, DateOnly Day)> EndOfLife)
    {
        public static Component Of(NotesFile.ComponentEntry entry) => new(
            entry.Releases,
            [.. entry.EndOfLife.Select(pair => (
                VersionTag.Parse(pair.Key) ?? throw new FormatException($"'{pair.Key}' is no version"),
                DateOnly.ParseExact(pair.Value, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)))]);
    }

    sealed record Rule(string Component, VersionRange From, VersionRange To, string? Downgrade, UpgradeNote Note)
    {
        public static Rule Of(NotesFile.NoteEntry entry) => new(
            entry.Component,
            VersionRange.Parse(entry.From),
            VersionRange.Parse(entry.To),
            entry.Downgrade is null or "any" or "major" or "minor" ? entry.Downgrade : throw new FormatException($"downgrade: '{entry.Downgrade}' is none of any, major, minor"),
            new(entry.Component, entry.What.Trim(), entry.Do?.Trim(), entry.Stop));

        public bool IsMet(VersionTag from, VersionTag to) => From.Holds(from) && To.Holds(to) && Downgrade switch
        {
            null => to.Versus(from) > 0,
            "major" => to.Major < from.Major,
            "minor" => to.Versus(from) < 0 && to.Major == from.Major,
            _ => to.Versus(from) < 0,
        };
    }
}
