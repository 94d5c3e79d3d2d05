using System.Collections.Immutable;

namespace DataSpec.Operations.Secrets;

/// <summary>The parts of the stack that can be left out; the core (Postgres and Airflow) always runs.</summary>
public static class StackProfiles
{
    public const string Core = "core";
    public const string Bi = "bi";
    public const string Admin = "admin";
    public const string Logging = "logging";
    public const string Triggerer = "triggerer";
    public const string Pitr = "pitr";

    /// <summary>What a new stack runs beside the core.</summary>
    public static ImmutableArray<string> Default { get; } = [Bi, Admin, Logging];

    public static ImmutableArray<string> Known { get; } = [Core, Bi, Admin, Logging, Triggerer, Pitr];

    const string ProxyOverlay = "compose/overlays/proxy.yaml";

    /// <summary>The images that a stack needs beside the core's, by their names in the image lock.</summary>
    public static ImmutableArray<string> Images(StackSettings settings) =>
    [
        .. settings.Profiles.Distinct(StringComparer.Ordinal).SelectMany(profile => ImagesOf(profile, settings.LogShipper)),
        .. settings.ComposeFiles.Contains(ProxyOverlay, StringComparer.Ordinal) ? ["caddy"] : (string[])[],
    ];

    /// <summary>The images that one profile cannot run without.</summary>
    public static ImmutableArray<string> ImagesOf(string profile, string logShipper) => profile switch
    {
        Core => ["postgres", "airflow"],
        Bi => ["superset"],
        Admin => ["pgadmin"],
        Logging => ["loki", logShipper, "grafana"],
        _ => [],
    };

    /// <summary>The active profiles that can run without these images.</summary>
    public static ImmutableArray<string> Without(IReadOnlyCollection<string> missingImages, StackSettings settings) =>
        [.. settings.Profiles.Where(profile => !ImagesOf(profile, settings.LogShipper).Intersect(missingImages, StringComparer.Ordinal).Any())];

    /// <summary>A person's list as <c>COMPOSE_PROFILES</c> holds it: without <c>core</c>, which always runs; <c>all</c> is what a new stack has.</summary>
    /// <exception cref="DataSpecException">The stack has no such profile (exit code 2).</exception>
    public static string Checked(IReadOnlyList<string> profiles)
    {
        if (profiles.FirstOrDefault(profile => profile is not "all" && !Known.Contains(profile, StringComparer.Ordinal)) is { } unknown)
            throw new DataSpecException(ExitCode.WrongUsage, $"There is no profile '{unknown}'.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = $"--profiles with some of: {string.Join(",", Known)}, or all",
            };
        var asked = profiles.SelectMany(profile => profile is "all" ? [.. Default] : (string[])[profile]);
        return string.Join(',', asked.Where(profile => profile is not Core).Distinct(StringComparer.Ordinal));
    }
}
