using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DataSpec.Operations.Backups;

/// <summary>Fernet, in which Airflow keeps connections and variables: AES-128-CBC with an HMAC-SHA256 over everything.</summary>
/// <remarks>https://github.com/fernet/spec: version 0x80, time, IV, ciphertext, HMAC; all of it url-safe base64.</remarks>
static class FernetCipher
{
    const byte Version = 0x80;
    const int HeaderBytes = 1 + 8 + 16;
    const int MacBytes = 32;
    const int KeyBytes = 16;

    public static string Encrypt(string key, string text, DateTimeOffset at)
    {
        var (signing, encryption) = Split(key);
        using var aes = Aes.Create();
        aes.Key = encryption;
        var header = new byte[HeaderBytes];
        header[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(1), at.ToUnixTimeSeconds());
        aes.IV.CopyTo(header, 9);
        byte[] signed = [.. header, .. aes.EncryptCbc(Encoding.UTF8.GetBytes(text), aes.IV)];
        return ToBase64([.. signed, .. HMACSHA256.HashData(signing, signed)]);
    }

    /// <summary>Null where the key is another one, or the text was changed.</summary>
    public static string? Decrypt(string key, string token)
    {
        try
        {
            var (signing, encryption) = Split(key);
            var bytes = FromBase64(token);
            if (bytes.Length < HeaderBytes + MacBytes || bytes[0] != Version)
                return null;
            var signed = bytes.AsSpan(..^MacBytes);
            if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(signing, signed), bytes.AsSpan(^MacBytes..)))
                return null;
            using var aes = Aes.Create();
            aes.Key = encryption;
            return Encoding.UTF8.GetString(aes.DecryptCbc(signed[HeaderBytes..], signed[9..HeaderBytes]));
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null;
        }
    }

    static (byte[] Signing, byte[] Encryption) Split(string key) => FromBase64(key) is { Length: 2 * KeyBytes } bytes
        ? (bytes[..KeyBytes], bytes[KeyBytes..])
        : throw new FormatException("A Fernet key is 32 bytes in url-safe base64.");

    static string ToBase64(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');

    static byte[] FromBase64(string text) => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/'));
}
