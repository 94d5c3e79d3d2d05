using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Diagnosis;

/// <summary>Finds what to type in what is said to do.</summary>
static partial class NextCommands
{
    /// <summary>The commands of a sentence in their order. One that only shows something is left out: who diagnoses has looked.</summary>
    public static ImmutableArray<string> Of(string sentence)
    {
        try
        {
            return
            [
                .. Form().Matches(sentence).Select(match => match.Value.TrimEnd(' ', '.', ':'))
                    .Where(command => !Shows().IsMatch(command) && !Open().IsMatch(command))
                    .Distinct(StringComparer.Ordinal),
            ];
        }
        catch (RegexMatchTimeoutException)
        {
            // The sentence is still there for a person.
            return [];
        }
    }

    /// <summary>Milliseconds of the clock, not of work: on a machine out of breath a match that takes none waits for its turn.</summary>
    const int Patience = 60_000;

    const string ProseWords = "(and|or|to|so|if|then|once|where|when|which|whose|says?|shows?|gives?|brings?|names?|tells?|makes?|starts|ends|replaces|repeats|runs|loads|takes|corrects|deletes|writes|continues|mends)";
    const string Word = @"('[^']*'|""[^""]*""|(?!" + ProseWords + @"\b)[^\s,;()'""`]+)";
    const string WithValue = "(service|from|as|only|profiles|level|daily|target-dir|to|since|skip-checks|images|bundle|identity-file|months|tail|out)";

    /// <summary>To the next mark or word that goes on with the sentence; what is quoted belongs to the command. The end of a pipe alone is none.</summary>
    [GeneratedRegex(
        @"(?<![\w/'""]|\| )(\./build\.sh [A-Z]\w+( (?=[\w.:-]*[0-9])[\w.:-]+)?( --" + WithValue + " " + Word + @"| --[a-z][a-z-]*)*( --( " + Word + @")+)?|(sudo|chmod|chown|docker|git (rm|checkout)|rm|mv)( " + Word + ")+)",
        RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Form();

    [GeneratedRegex(@"^\./build\.sh (Logs|Status|Doctor|Verify|Outdated|Backups)\b|^docker (ps|logs|inspect|system df)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Shows();

    /// <summary>Places that a person fills in: NAME, ID.</summary>
    [GeneratedRegex(@"\b[A-Z]{2,}\b|\.\.\.|<\w", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Open();
}
