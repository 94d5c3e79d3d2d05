using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Nuke.Common.IO;

namespace Nuke.Common;

/// <summary>Stops the target with a message unless something holds; all but <see cref="Fail"/> throw <see cref="ArgumentException"/>.</summary>
public static class Assert
{
    [DoesNotReturn]
    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "NUKE's contract is a plain Exception.")]
    public static void Fail(string message, Exception? exception = null) => throw new Exception(message, exception);

    public static void True([DoesNotReturnIf(false)] bool condition, string? message = null, [CallerArgumentExpression(nameof(condition))] string? argumentExpression = null)
    {
        if (!condition)
            throw new ArgumentException(message ?? "Expected condition to be true", argumentExpression);
    }

    public static void False([DoesNotReturnIf(true)] bool condition, string? message = null, [CallerArgumentExpression(nameof(condition))] string? argumentExpression = null)
    {
        if (condition)
            throw new ArgumentException(message ?? "Expected condition to be false", argumentExpression);
    }

    public static T NotNull<T>([NotNull] this T? obj, string? message = null, [CallerArgumentExpression(nameof(obj))] string? argumentExpression = null)
        where T : class => obj ?? throw new ArgumentException(message ?? "Expected object to be not null", argumentExpression);

    public static string NotNullOrEmpty([NotNull] this string? str, string? message = null, [CallerArgumentExpression(nameof(str))] string? argumentExpression = null) =>
        string.IsNullOrEmpty(str) ? throw new ArgumentException(message ?? "Expected string to be not null or empty", argumentExpression) : str;

    public static string NotNullOrWhiteSpace([NotNull] this string? str, string? message = null, [CallerArgumentExpression(nameof(str))] string? argumentExpression = null) =>
        string.IsNullOrWhiteSpace(str) ? throw new ArgumentException(message ?? "Expected string to be not null or whitespace", argumentExpression) : str;

    public static void FileExists(AbsolutePath path, string? message = null, [CallerArgumentExpression(nameof(path))] string? argumentExpression = null)
    {
        if (!path.FileExists())
            throw new ArgumentException(message ?? $"Expected file to exist: {path}", argumentExpression);
    }

    public static void DirectoryExists(AbsolutePath path, string? message = null, [CallerArgumentExpression(nameof(path))] string? argumentExpression = null)
    {
        if (!path.DirectoryExists())
            throw new ArgumentException(message ?? $"Expected directory to exist: {path}", argumentExpression);
    }
}
