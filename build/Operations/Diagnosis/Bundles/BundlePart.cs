using System.Collections.Immutable;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary>A text of the archive.</summary>
sealed record BundleFile(string Name, string What, string Text);

/// <summary>What became of a part: its files, or why there are none.</summary>
sealed record ReadPart(string Name, ImmutableArray<BundleFile> Files, string? Problem);

/// <summary>Something that belongs into a bundle, and how it is had; what cannot be had leaves a line and nothing else.</summary>
public sealed class BundlePart
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly string _name;
    readonly Func<CancellationToken, Task<IEnumerable<BundleFile>>> _read;

    internal BundlePart(string name, Func<CancellationToken, Task<IEnumerable<BundleFile>>> read) => (_name, _read) = (name, read);

    internal BundlePart(string name, string what, Func<CancellationToken, Task<string>> read) : this(name, async ct => [new BundleFile(name, what, await read(ct))])
    {
    }

    /// <summary>Redacted.</summary>
    internal async Task<ReadPart> ReadAsync(Redactor redactor, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            // Off this thread: the patterns take their time over long logs.
            var files = await Task.Run(() => _read(deadline.Token), ct).WaitAsync(deadline.Token);
            return new(_name, [.. files.Select(file => file with { Text = redactor.Over(file.Text) })], Problem: null);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            return new(_name, [], error is OperationCanceledException ? $"no answer within {Patience.TotalSeconds:0} s" : error.Message);
        }
    }
}
