using System.Diagnostics.CodeAnalysis;

namespace Nuke.Common.IO;

/// <summary>A rooted, normalised path without a trailing separator; <c>path / "child"</c> goes down, <c>Parent</c> up.</summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "NUKE's type has none.")]
public sealed class AbsolutePath
{
    readonly string _path;
    readonly string _root;

    AbsolutePath(string path) => (_path, _root) = (path, RootOf(path)!);

    /// <summary>Last segment.</summary>
    public string Name => _path[(_path.LastIndexOf(_root[^1]) + 1)..];

    /// <summary>Null for the root.</summary>
    public AbsolutePath? Parent => _path.Length == _root.Length ? null : new AbsolutePath(_path[..Math.Max(_path.LastIndexOf(_root[^1]), _root.Length)]);

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator AbsolutePath?(string? path) => path is null ? null : Create(path);

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator string?(AbsolutePath? path) => path?._path;

    /// <exception cref="ArgumentException">The second path is rooted.</exception>
    public static AbsolutePath operator /(AbsolutePath left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return RootOf(right) is not null ? throw new ArgumentException("Second path must not be rooted", nameof(right)) : Create(left._path + left._root[^1] + right);
    }

    public static bool operator ==(AbsolutePath? left, AbsolutePath? right) => Equals(left, right);

    public static bool operator !=(AbsolutePath? left, AbsolutePath? right) => !Equals(left, right);

    /// <summary>Normalised by the style of its root, whatever system this is: <c>C:\</c> and <c>\\server</c> are those of Windows.</summary>
    /// <exception cref="ArgumentException">The path is not rooted, or leads above its root.</exception>
    public static AbsolutePath Create(string path)
    {
        var root = RootOf(path) ?? throw new ArgumentException($"Path '{path}' must be rooted", nameof(path));
        var segments = new List<string>();
        foreach (var segment in path[root.Length..].Split(root is "/" ? ['/'] : ['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != "."))
        {
            if (segment != "..")
                segments.Add(segment);
            else if (segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
            else
                throw new ArgumentException($"Cannot normalize '{path}' beyond path root", nameof(path));
        }

        return new AbsolutePath(root + string.Join(root[^1], segments));
    }

    public override bool Equals(object? obj) => obj is AbsolutePath other && string.Equals(_path, other._path, Comparison);

    public override int GetHashCode() => _path.GetHashCode(Comparison);

    public override string ToString() => _path;

    StringComparison Comparison => _root is "/" ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>With the separator of its style at its end; null for a relative path.</summary>
    static string? RootOf(string path) => path switch
    {
        ['/', ..] => "/",
        ['\\', '\\', ..] => @"\\",
        [(>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ':', '/' or '\\', ..] => path[..2] + '\\',
        _ => null,
    };
}
