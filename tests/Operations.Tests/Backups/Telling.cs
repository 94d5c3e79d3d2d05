using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>Passes on and tells.</summary>
sealed class Telling(IProgressSink inner, Action<string>? said) : IProgressSink
{
    public void Say(string subject, string state)
    {
        inner.Say(subject, state);
        said?.Invoke(state);
    }

    public void Warn(string subject, string text) => inner.Warn(subject, text);

    public void Advance(string subject, long done, long? total, string unit) => inner.Advance(subject, done, total, unit);
}
