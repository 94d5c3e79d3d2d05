using System.Globalization;
using DataSpec.Operations;
using DataSpec.Operations.Verification;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>A verification for people: a line a check; last, where the eye is, what failed, what to do about it, and what follows from it.</summary>
static class VerifyTable
{
    const int ShownEvidence = 110;

    public static IRenderable Of(VerificationReport report)
    {
        var table = PlainTable.With("", "Check", "Seconds", "Evidence");
        foreach (var check in report.Checks.Where(check => check.Status is not CheckStatus.Failed).OrderBy(check => check.Status is CheckStatus.Warning))
            table.AddRow(Word(check), new Text(check.Id), new Text(check.Seconds.ToString("0.00", CultureInfo.InvariantCulture)), new Text(Short(check.Evidence)));
        return new Rows(
        [
            .. report.Checks.All(check => check.Status is CheckStatus.Failed) ? [] : (IRenderable[])[table],
            .. report.Checks.Where(check => check.Status is CheckStatus.Warning && check.Remedy is not null).Select(check => new Text($"{check.Id}: {check.Remedy}", Inks.Warning)),
            .. report.Causes.SelectMany(cause => Lines(cause, [.. report.Checks.Where(check => check != cause && report.RootOf(check) == cause)])),
            new Text(report.Tally(), report.Holds ? Inks.Good : Inks.Bad),
        ]);
    }

    /// <summary>Short, for the details stand above.</summary>
    public static DataSpecException Failed(VerificationReport report)
    {
        var causes = report.Causes.ToArray();
        return new(ExitCode.VerificationFailed, $"Verify failed: {string.Join(", ", causes.Select(cause => cause.Id))}.")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = causes is [{ Remedy: { } only }] ? only : "./build.sh Doctor",
        };
    }

    static IEnumerable<IRenderable> Lines(CheckResult cause, CheckResult[] consequences)
    {
        yield return new Text($"FAILED {cause.Id}: {cause.What}", Inks.Bad);
        foreach (var line in cause.Evidence.Split('\n'))
            yield return new Text($"  {line}");
        yield return new Text($"  Remedy: {cause.Remedy}", Inks.Bold);
        foreach (var check in consequences)
            yield return new Text($"  follows from it: {check.Id}: {Short(check.Evidence)}", Inks.Dim);
    }

    static Text Word(CheckResult check) => check.Status switch
    {
        CheckStatus.Passed => new("ok", Inks.Good),
        CheckStatus.Warning => new("warning", Inks.Warning),
        _ => new("skipped", Inks.Dim),
    };

    static string Short(string evidence) => evidence.Split('\n')[0] is { Length: > ShownEvidence } line ? $"{line[..ShownEvidence]}..." : evidence.Split('\n')[0];
}
