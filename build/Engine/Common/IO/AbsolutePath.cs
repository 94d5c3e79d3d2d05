using System.Diagnostics.CodeAnalysis;

namespace Nuke.Common.IO;

/// <summary>A rooted, normalised path without a trailing separator; <c>path / "child"</c> goes down, <c>Parent</c> up.</summary>
/// <remarks>Its root says whose path it is, <c>/</c>, <c>C:\</c> or <c>\\server\share</c>, not the machine it is looked at on.</remarks>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "NUKE's type has none.")]
public sealed class AbsolutePath
{
    readonly string _root;
    readonly string[] _parts;
    readonly string _path;

    AbsolutePath(string root, string[] parts) => (_root, _parts, _path) =
        (root, parts, parts.Length == 0 && root.StartsWith('\\') ? root.TrimEnd('\\') : root + string.Join(SeparatorOf(root), parts));

    /// <summary>Last segment.</summary>
    public string Name => _parts is [.., var last] ? last : "";

    /// <summary>With its dot; empty where there is none.</summary>
    public string Extension => Path.GetExtension(Name);

    /// <summary>Null for the root.</summary>
    public AbsolutePath? Parent => _parts.Length > 0 ? new AbsolutePath(_root, _parts[..^1]) : null;

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator AbsolutePath?(string? path) => path is null ? null : Create(path);

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator string?(AbsolutePath? path) => path?._path;

    /// <exception cref="ArgumentException">The second path is rooted, or leads above the root.</exception>
    public static AbsolutePath operator /(AbsolutePath left, string right) => RootOf(right) is null
        ? Create(left + SeparatorOf(left._root) + right)
        : throw new ArgumentException($"Second path must not be rooted: '{right}'", nameof(right));

    /// <summary>The same path with more text at its end: <c>file + ".bak"</c>.</summary>
    public static AbsolutePath operator +(AbsolutePath left, string right) => Create(left.ToString() + right);
    public static bool operator ==(AbsolutePath? left, AbsolutePath? right) => Equals(left, right);
    public static bool operator !=(AbsolutePath? left, AbsolutePath? right) => !Equals(left, right);

    /// <exception cref="ArgumentException">The path is not rooted, or leads above its root.</exception>
    public static AbsolutePath Create(string path)
    {
        var root = RootOf(path) ?? throw new ArgumentException($"Path '{path}' must be rooted", nameof(path));
        var parts = new Stack<string>();
        foreach (var part in path[root.TrimEnd('\\').Length..].Split(root == "/" ? ['/'] : ['\\', '/']).Where(part => part is not ("" or ".")))
        {
            if (part != "..")
                parts.Push(part);
            else if (!parts.TryPop(out _))
                throw new ArgumentException($"Cannot normalize '{path}' beyond path root", nameof(path));
        }

        return new AbsolutePath(root, [.. parts.Reverse()]);
    }

    public override bool Equals(object? obj) => obj is AbsolutePath other && string.Equals(_path, other._path, Comparison);
    public override int GetHashCode() => _path.GetHashCode(Comparison);
    public override string ToString() => _path;
    StringComparison Comparison => _root == "/" ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
    static char SeparatorOf(string root) => root[^1];

    static string? RootOf(string path) => path switch
    {
        ['/', ..] => "/",
        [var drive, ':', '\\' or '/', ..] when char.IsAsciiLetter(drive) => $"{drive}:\\",
        ['\\', '\\', ..] when path.Split('\\') is [_, _, { Length: > 0 } server, { Length: > 0 } share, ..] => $@"\\{server}\{share}\",
        _ => null,
    };
}
