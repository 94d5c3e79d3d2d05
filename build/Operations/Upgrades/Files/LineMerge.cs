using System.Collections.Immutable;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>Merges two descendants of one text line by line, as <c>diff3</c> does.</summary>
/// <remarks>
/// Own code, because the three-way differ of DiffPlex 1.9.0 drops text without a word: where a change begins inside another one of the other
/// side, and where lines are added at the end. Between two changes there must be a line that both left alone, else they are one conflict.
/// </remarks>
sealed class LineMerge
{
    readonly string[] _base;
    readonly string[] _mine;
    readonly string[] _theirs;
    readonly MergeSide? _choice;
    readonly List<string> _lines = [];
    readonly ImmutableArray<FileConflict>.Builder _conflicts = ImmutableArray.CreateBuilder<FileConflict>();

    LineMerge(string[] shipped, string[] mine, string[] theirs, MergeSide? choice) => (_base, _mine, _theirs, _choice) = (shipped, mine, theirs, choice);

    /// <summary>Null where the texts are too long and too different to be compared line by line.</summary>
    /// <param name="choice">The side that wins where both changed the same lines; null makes that a conflict.</param>
    public static (string[] Lines, ImmutableArray<FileConflict> Conflicts)? Of(string[] shipped, string[] mine, string[] theirs, MergeSide? choice)
    {
        if (LineMatches.Of(shipped, mine) is not { } inMine || LineMatches.Of(shipped, theirs) is not { } inTheirs)
            return null;
        var merge = new LineMerge(shipped, mine, theirs, choice);
        merge.Run(inMine, inTheirs);
        return ([.. merge._lines], merge._conflicts.ToImmutable());
    }

    void Run(int[] inMine, int[] inTheirs)
    {
        var (b, m, t) = (0, 0, 0);
        while (b < _base.Length || m < _mine.Length || t < _theirs.Length)
        {
            var next = b;
            while (next < _base.Length && (inMine[next] < 0 || inTheirs[next] < 0))
                next++;
            var (nextMine, nextTheirs) = next < _base.Length ? (inMine[next], inTheirs[next]) : (_mine.Length, _theirs.Length);
            Region(b..next, m..nextMine, t..nextTheirs);
            if (next < _base.Length)
                _lines.Add(_base[next++]);
            (b, m, t) = (next, Math.Min(nextMine + 1, _mine.Length), Math.Min(nextTheirs + 1, _theirs.Length));
        }
    }

    void Region(Range inBase, Range inMine, Range inTheirs)
    {
        var shipped = _base.AsSpan(inBase);
        var mine = _mine.AsSpan(inMine);
        var theirs = _theirs.AsSpan(inTheirs);
        if (mine.SequenceEqual(theirs) || theirs.SequenceEqual(shipped))
            _lines.AddRange(mine);
        else if (mine.SequenceEqual(shipped))
            _lines.AddRange(theirs);
        else if (_choice is { } side)
            _lines.AddRange(side is MergeSide.Mine ? mine : theirs);
        else
            _conflicts.Add(new(inMine.Start.Value + 1, FileText.Shown(mine), inTheirs.Start.Value + 1, FileText.Shown(theirs), FileText.Shown(shipped)));
    }
}
