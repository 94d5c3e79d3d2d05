using System.Security.Cryptography;
using System.Text;

namespace DataSpec.Operations.Compose;

/// <summary>One value for all inputs of a one-shot service: it is due again when this changes.</summary>
static class OneShotFingerprint
{
    /// <summary>Keyed hash of image, resolved service (secrets included, hence keyed) and the content of its scripts; hexadecimal.</summary>
    /// <param name="key">A strong secret of the stack: without it nobody can try passwords against the fingerprint.</param>
    public static string Of(ServiceDefinition service, string imageId, string key)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        Add(hash, imageId);
        Add(hash, service.Definition);
        foreach (var script in service.Scripts.SelectMany(Files).Order(StringComparer.Ordinal))
        {
            Add(hash, script);
            Add(hash, File.ReadAllBytes(script));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static IEnumerable<string> Files(string path) =>
        File.Exists(path) ? [path]
        : Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
        : [];

    static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    /// <summary>Length first, so that two parts cannot be read as one.</summary>
    static void Add(IncrementalHash hash, byte[] bytes)
    {
        hash.AppendData(BitConverter.GetBytes(bytes.LongLength));
        hash.AppendData(bytes);
    }
}
