using System.Runtime.ExceptionServices;

namespace DataSpec.Operations.Compose;

/// <summary>A service was not started because one that it needs failed: that one's own failure is what is reported.</summary>
sealed class NeedNotMetException(string service, string need, Exception cause) : Exception($"{service} was not started: it needs {need}.", cause)
{
    public string Need => need;
}

/// <summary>One failure out of all that happened while services started side by side.</summary>
static class StackStartFailure
{
    /// <summary>The first cause with the others below it, each told once, then what did not start for that reason.</summary>
    public static DataSpecException Of(IReadOnlyCollection<Exception> failures)
    {
        var causes = failures.OfType<DataSpecException>().DistinctBy(cause => cause.Message, StringComparer.Ordinal).ToArray();
        if (failures.FirstOrDefault(failure => failure is not (DataSpecException or NeedNotMetException)) is { } fault)
            ExceptionDispatchInfo.Throw(fault);
        var first = causes[0];
        var waiting = failures.OfType<NeedNotMetException>().Select(failure => failure.Message);
        var text = string.Join('\n', causes.Select(cause => cause.Message).Concat(waiting));
        return new DataSpecException(first.ExitCode, text, first) { LeftAsItWas = first.LeftAsItWas, NextStep = first.NextStep };
    }
}
