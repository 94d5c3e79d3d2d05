using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>The signature of a JSON web token (RFC 7515, HS256 and HS512): tells which key a server signs with.</summary>
static class TokenSignature
{
    public static bool IsBy(string token, string key) => token == SignedBy(token, key);

    /// <summary>The same token, signed with another key.</summary>
    public static string SignedBy(string token, string key)
    {
        var signed = token[..token.LastIndexOf('.')];
        var text = Encoding.ASCII.GetBytes(signed);
        var secret = Encoding.UTF8.GetBytes(key);
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal))));
        var signature = header.RootElement.GetProperty("alg").GetString() switch
        {
            "HS256" => HMACSHA256.HashData(secret, text),
            "HS384" => HMACSHA384.HashData(secret, text),
            "HS512" => HMACSHA512.HashData(secret, text),
            var other => throw new DataSpecException(ExitCode.VerificationFailed, $"Tokens are signed with '{other}', which this tool does not know."),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
