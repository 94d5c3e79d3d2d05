using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DataSpec.Operations.Images;

/// <summary>A key over everything that goes into an image: equal keys, equal recipe.</summary>
sealed class ContentKey : IDisposable
{
    /// <summary>The label that carries the key of a built image.</summary>
    public const string Label = "dataspec.key";

    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public ContentKey Add(string name, ReadOnlySpan<byte> content)
    {
        // Lengths in front, so that no two lists of parts run together to the same bytes.
        Append(Encoding.UTF8.GetBytes(name));
        Append(content);
        return this;
    }

    public ContentKey Add(string name, string value) => Add(name, Encoding.UTF8.GetBytes(value));

    /// <summary>Every file below the folder, by its relative path; not their times or owners.</summary>
    public ContentKey AddFolder(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            Add(Path.GetRelativePath(folder, file), File.ReadAllBytes(file));
        return this;
    }

    /// <summary>40 hexadecimal digits.</summary>
    public string Value => Convert.ToHexStringLower(_hash.GetCurrentHash())[..40];

    public void Dispose() => _hash.Dispose();

    void Append(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        _hash.AppendData(length);
        _hash.AppendData(bytes);
    }
}
