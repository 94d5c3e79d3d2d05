using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Tests.Containers;

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
