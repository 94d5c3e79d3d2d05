namespace DataSpec.Operations.Reporting;

/// <summary>For work inside other work, whose steps nobody wants to read.</summary>
sealed class SilentSink : IProgressSink
{
    public void Say(string subject, string state)
    {
    }

    public void Warn(string subject, string text)
    {
    }

    public void Advance(string subject, long done, long? total, string unit)
    {
    }
}
