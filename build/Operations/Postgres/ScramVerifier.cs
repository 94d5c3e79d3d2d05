using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataSpec.Operations.Postgres;

/// <summary>What Postgres stores of a password (RFC 5803): made here, so that the password itself is in no statement and in no log of the server.</summary>
static class ScramVerifier
{
    /// <summary>Postgres's own default (<c>scram_iterations</c>).</summary>
    const int Iterations = 4096;

    const int SaltBytes = 16;

    public static string Of(string password) => Of(password, RandomNumberGenerator.GetBytes(SaltBytes), Iterations);

    /// <summary>True where the stored text is of this password; false of one in another form too.</summary>
    public static bool IsOf(string verifier, string password) =>
        verifier.Split('$', ':') is ["SCRAM-SHA-256", var iterations, var salt, _, _]
        && Of(password, Convert.FromBase64String(salt), int.Parse(iterations, CultureInfo.InvariantCulture)) == verifier;

    /// <summary>The same for a given salt.</summary>
    internal static string Of(string password, byte[] salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
