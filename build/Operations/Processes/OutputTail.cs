using System.Collections.Immutable;

namespace DataSpec.Operations.Processes;

/// <summary>The last lines of a command's output, bounded in number and size.</summary>
sealed class OutputTail(int keptLines)
{
    const long MostCharacters = 32L << 20;

    readonly Queue<OutputLine> _lines = new();
    long _characters;

    /// <summary>How many lines before the kept ones are gone.</summary>
    public long Dropped { get; private set; }

    public ImmutableArray<OutputLine> Lines => [.. _lines];

    public void Add(OutputLine line)
    {
        _lines.Enqueue(line);
        _characters += line.Text.Length;
        while (_lines.Count > keptLines || (_characters > MostCharacters && _lines.Count > 1))
        {
            _characters -= _lines.Dequeue().Text.Length;
            Dropped++;
        }
    }
}
