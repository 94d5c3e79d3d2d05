using System.Globalization;
using DataSpec.Operations.Diagnosis;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>A diagnosis for people: what is wrong, how that is seen, what follows from it, what to type.</summary>
static class DoctorTable
{
    const int ShownConsequences = 8;

    public static IRenderable Of(DiagnosisReport report) =>
        new Rows([.. report.Causes.SelectMany(Lines), .. report.Warnings.SelectMany(Lines), .. report.Notes.Select(note => new Text(note)), new Text(Verdict(report), report.Causes.IsEmpty ? Inks.Good : Inks.Bad)]);

    static IEnumerable<IRenderable> Lines(Cause cause, int place)
    {
        yield return new Text($"{place + 1}. {cause.What} ({cause.Id})", Inks.Bad);
        foreach (var line in cause.Evidence.Split('\n'))
            yield return Indented(line);
        foreach (var log in cause.Logs)
        {
            yield return Indented($"{log.Service} wrote last:");
            foreach (var line in log.Lines)
                yield return new Padder(new Text(line, Inks.Dim), new Padding(5, 0, 0, 0));
        }

        if (!cause.Follows.IsEmpty)
            yield return Indented($"{Count(cause.Follows.Length, "other failed check follows", "other failed checks follow")} from this: {string.Join(", ", cause.Follows.Take(ShownConsequences))}{(cause.Follows.Length > ShownConsequences ? ", ..." : "")}");
        yield return new Padder(new Text($"Next: {cause.Next}", Inks.Bold), new Padding(3, 0, 0, 1));
    }

    static IEnumerable<IRenderable> Lines(Hint warning)
    {
        yield return new Text($"Warning: {warning.What} ({warning.Id})", Inks.Warning);
        if (warning.Next is { } next)
            yield return Indented(next);
    }

    static string Verdict(DiagnosisReport report) => report switch
    {
        { Verification: null } => "The stack could not be looked at, for the reason above.",
        { Causes.IsEmpty: true } => string.Create(CultureInfo.InvariantCulture, $"Nothing is wrong: {Count(report.Verification.Checks.Length, "check", "checks")} of level {report.Verification.Level} and of this machine, {report.Seconds:0.0} s."),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Count(report.Causes.Length, "cause", "causes")}, {report.Seconds:0.0} s. Begin with the first; then ./build.sh Doctor again. For a bug report: ./build.sh Doctor --bundle"),
    };

    static Padder Indented(string text) => new(new Text(text), new Padding(3, 0, 0, 0));

    static string Count(int number, string one, string more) => number == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{number} {more}");
}
