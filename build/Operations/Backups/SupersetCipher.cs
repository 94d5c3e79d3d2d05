using System.Security.Cryptography;
using System.Text;

namespace DataSpec.Operations.Backups;

/// <summary>The form in which Superset keeps passwords of databases: AES-256-CBC, key and IV from SHA-256 of <c>SECRET_KEY</c>, padded
/// with stars.</summary>
/// <remarks><c>AesEngine</c> of sqlalchemy_utils with its padding <c>naive</c>. It has no checksum: a wrong key shows by text that is none.</remarks>
static class SupersetCipher
{
    const int BlockBytes = 16;
    const char Padding = '*';

    public static string Encrypt(string key, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var aes = Engine(key, out var iv);
        byte[] padded = [.. bytes, .. Enumerable.Repeat((byte)Padding, BlockBytes - (bytes.Length % BlockBytes))];
        return Convert.ToBase64String(aes.EncryptCbc(padded, iv, PaddingMode.None));
    }

    /// <summary>Null where the key is another one, or the text was changed.</summary>
    public static string? Decrypt(string key, string text)
    {
        try
        {
            using var aes = Engine(key, out var iv);
            var plain = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(aes.DecryptCbc(Convert.FromBase64String(text), iv, PaddingMode.None));
            return plain.EndsWith(Padding) ? plain.TrimEnd(Padding) : null;
        }
        catch (Exception error) when (error is FormatException or CryptographicException or DecoderFallbackException)
        {
            return null;
        }
    }

    static Aes Engine(string key, out byte[] iv)
    {
        var aes = Aes.Create();
        aes.Key = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        iv = aes.Key[..BlockBytes];
        return aes;
    }
}
