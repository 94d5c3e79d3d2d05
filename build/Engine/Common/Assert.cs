using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Nuke.Common;

/// <summary>Stops the target where something is not as it must be; without a message the checked expression is told.</summary>
public static class Assert
{
    [DoesNotReturn]
    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "NUKE's contract is a plain Exception.")]
    public static void Fail(string message, Exception? exception = null) => throw new Exception(message, exception);

    /// <exception cref="ArgumentException">It is false.</exception>
    public static void True([DoesNotReturnIf(false)] bool condition, string? message = null, [CallerArgumentExpression(nameof(condition))] string? argumentExpression = null)
    {
        if (!condition)
            throw new ArgumentException(message ?? $"Expected to be true: {argumentExpression}", paramName: null);
    }

    /// <summary>Gives the object back.</summary>
    /// <exception cref="ArgumentException">It is null.</exception>
    public static T NotNull<T>([NotNull] this T? obj, string? message = null, [CallerArgumentExpression(nameof(obj))] string? argumentExpression = null)
        where T : class => obj ?? throw new ArgumentException(message ?? $"Expected to be not null: {argumentExpression}", paramName: null);
}
