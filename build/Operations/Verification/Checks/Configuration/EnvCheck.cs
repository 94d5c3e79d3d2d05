using System.Collections.Immutable;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Verification.Checks.Configuration;

/// <summary>Whether <c>.env</c> says everything once, and nothing overrules it. Values that make no sense stop every command before this.</summary>
static class EnvCheck
{
    public static ICheck Check { get; } = new Check(
        new("env.valid", 1, "Each key stands once in .env, none is misspelt, and no variable of this shell overrules one", "docs/configuration.md lists the keys; ./build.sh Setup adds those that are missing"),
        (view, _) => Task.FromResult(Of(new EnvFile(view.Root.EnvFile).Read(), view.Settings.Overridden)));

    internal static CheckOutcome Of(EnvDocument env, ImmutableArray<string> overridden)
    {
        var written = env.Entries.Select(entry => entry.Key).ToLookup(key => key, StringComparer.Ordinal);
        ImmutableArray<string> known = [.. EnvKeys.All.Select(key => key.Name)];
        string[] problems =
        [
            .. written.Where(key => key.Skip(1).Any()).Select(key => $"{key.Key} stands {key.Count()} times, the last counts"),
            .. known.Where(key => !written.Contains(key)).Select(key => $"{key} is missing"),
            // Keys of a person's own overlays are none of ours, unless they look like ours.
            .. written.Where(key => !known.Contains(key.Key, StringComparer.Ordinal)).Select(key => (key.Key, Meant: NearestName.DidYouMean(key.Key, known)))
                .Where(key => key.Meant.Length > 0).Select(key => $"{key.Key} is no key of the stack.{key.Meant}"),
            .. overridden.Select(key => $"{key} comes from the environment of this shell and overrules .env (unset {key})"),
        ];
        return problems.Length == 0 ? CheckOutcome.Passed($"{known.Length} keys") : CheckOutcome.Warning(string.Join(", ", problems));
    }
}
