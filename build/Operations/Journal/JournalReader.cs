using System.Collections.Immutable;

namespace DataSpec.Operations.Journal;

/// <summary>Looks at the journals of a stack; changes nothing and never fails on damaged ones.</summary>
public static class JournalReader
{
    /// <summary>The operations begun and not ended, oldest first; empty on most days, and that answer costs microseconds.</summary>
    public static ImmutableArray<UnfinishedOperation> Unfinished(StackRoot root)
    {
        var paths = new JournalPaths(root);
        return [.. paths.Marks().Select(mark => Unfinished(paths, mark)).OfType<UnfinishedOperation>()];
    }

    /// <summary>What the journal of this operation says; null where there is none that can be read.</summary>
    public static JournalContent? Read(StackRoot root, string id) => Read(new JournalPaths(root).Of(id));

    /// <summary>Every finished operation, oldest first.</summary>
    public static IEnumerable<FinishedOperation> History(StackRoot root) =>
        All(root).Select(FinishedOperation.Of).OfType<FinishedOperation>();

    /// <summary>Every journal that can be read, oldest first.</summary>
    internal static IEnumerable<JournalContent> All(StackRoot root) => new JournalPaths(root).All().Select(Read).OfType<JournalContent>();

    static UnfinishedOperation? Unfinished(JournalPaths paths, string mark)
    {
        var content = Read(paths.Of(Path.GetFileName(mark))) ?? Read(mark);
        if (content is not { End: null, Header: var header })
            return null;
        return new(header.Id, header.Kind, header.At, content.LastStep, header.Next, content.Blocks, content.LastRunBy);
    }

    static JournalContent? Read(string path)
    {
        try
        {
            return JournalContent.Parse(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
