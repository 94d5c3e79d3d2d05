using System.Collections.Concurrent;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>Keeps what an operation said, in order.</summary>
sealed class RecordingProgress : IProgressSink
{
    readonly ConcurrentQueue<(string Subject, string Text)> _said = new();

    public IReadOnlyList<(string Subject, string Text)> Said => [.. _said];

    public IReadOnlyList<string> About(string subject) => [.. _said.Where(one => string.Equals(one.Subject, subject, StringComparison.Ordinal)).Select(one => one.Text)];

    public void Say(string subject, string state) => _said.Enqueue((subject, state));

    public void Warn(string subject, string text) => _said.Enqueue((subject, text));

    public void Advance(string subject, long done, long? total, string unit) => _said.Enqueue((subject, $"{done}/{total} {unit}"));
}
