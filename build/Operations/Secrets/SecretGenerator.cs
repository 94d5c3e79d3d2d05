using System.Security.Cryptography;

namespace DataSpec.Operations.Secrets;

/// <summary>Strong random values from the operating system's generator.</summary>
static class SecretGenerator
{
    const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>32 letters and digits (190 bits): other characters break URIs, pgpass or compose's interpolation.</summary>
    public static string Password() => RandomNumberGenerator.GetString(Alphabet, 32);

    /// <summary>64 letters and digits: Airflow signs tokens with HS512 and wants as many bytes.</summary>
    public static string SigningKey() => RandomNumberGenerator.GetString(Alphabet, 64);

    /// <summary>32 random bytes in URL-safe base64, padding included: the form that Python's Fernet takes.</summary>
    public static string FernetKey() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_');
}
