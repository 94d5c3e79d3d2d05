using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary>The shapes in which a known secret may stand in a text: as it is, in an address, in JSON, in hexadecimal, inside base64.</summary>
static class SecretForms
{
    /// <summary>Fewer characters of base64 than this stand everywhere by chance.</summary>
    const int LeastBase64 = 8;

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<string> Of(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return ((string[])
        [
            secret,
            Uri.EscapeDataString(secret),
            LowerEscapes(Uri.EscapeDataString(secret)),
            System.Net.WebUtility.UrlEncode(secret),
            System.Net.WebUtility.HtmlEncode(secret),
            JsonSerializer.Serialize(secret)[1..^1],
            JsonSerializer.Serialize(secret, Relaxed)[1..^1],
            secret.Replace("'", "''", StringComparison.Ordinal),
            .. bytes.Length >= 6 ? [Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes)] : (string[])[],
            .. Base64(bytes),
        ]).Distinct(StringComparer.Ordinal);
    }

    /// <summary>What of the base64 text the secret alone decides, at each of the three places where it may begin: <c>user:secret</c> is found too.</summary>
    static IEnumerable<string> Base64(byte[] secret)
    {
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. secret]);
            var begin = before == 0 ? 0 : before + 1;
            // The last group mixes with what follows unless it is full.
            var end = (before + secret.Length) / 3 * 4;
            if (end - begin < LeastBase64)
                continue;
            yield return text[begin..end];
            yield return text[begin..end].Replace('+', '-').Replace('/', '_');
        }
    }

    static string LowerEscapes(string escaped)
    {
        var text = new StringBuilder(escaped);
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '%')
                (text[i + 1], text[i + 2]) = (char.ToLowerInvariant(text[i + 1]), char.ToLowerInvariant(text[i + 2]));
        }

        return text.ToString();
    }
}
