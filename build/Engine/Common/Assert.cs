using System.Diagnostics.CodeAnalysis;

namespace Nuke.Common;

public static class Assert
{
    /// <summary>Stops the target with a message.</summary>
    [DoesNotReturn]
    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "NUKE's contract is a plain Exception.")]
    public static void Fail(string message, Exception? exception = null) => throw new Exception(message, exception);
}
