using System.Diagnostics.CodeAnalysis;

namespace Nuke.Common.IO;

/// <summary>A rooted, normalised path without a trailing separator; <c>path / "child"</c> goes down, <c>Parent</c> up.</summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "NUKE's type has none.")]
public sealed class AbsolutePath
{
    readonly string _path;

    AbsolutePath(string path) => _path = path;

    /// <summary>Last segment.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Null for the root.</summary>
    public AbsolutePath? Parent => Path.GetDirectoryName(_path) is { } parent ? new AbsolutePath(parent) : null;

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator AbsolutePath?(string? path) => path is null ? null : Create(path);

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator string?(AbsolutePath? path) => path?._path;

    /// <exception cref="ArgumentException">The second path is rooted.</exception>
    public static AbsolutePath operator /(AbsolutePath left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return Path.IsPathRooted(right) ? throw new ArgumentException("Second path must not be rooted", nameof(right)) : Create(left._path + Path.DirectorySeparatorChar + right);
    }

    public static bool operator ==(AbsolutePath? left, AbsolutePath? right) => Equals(left, right);

    public static bool operator !=(AbsolutePath? left, AbsolutePath? right) => !Equals(left, right);

    /// <exception cref="ArgumentException">The path is not rooted.</exception>
    public static AbsolutePath Create(string path) => Path.IsPathFullyQualified(path)
        ? new AbsolutePath(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
        : throw new ArgumentException($"Path '{path}' must be rooted", nameof(path));

    public override bool Equals(object? obj) => obj is AbsolutePath other && string.Equals(_path, other._path, Comparison);

    public override int GetHashCode() => _path.GetHashCode(Comparison);

    public override string ToString() => _path;

    static StringComparison Comparison => OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
}
