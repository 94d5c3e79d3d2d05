using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Fills in pgAdmin's login form as a browser does.</summary>
/// <remarks>pgAdmin locks an account at the third wrong password: what it refused once is not tried again until it is started anew or <c>.env</c> has another password.</remarks>
sealed partial class PgAdminLogin : ICheck
{
    public CheckDescription About { get; } = new(
        "pgadmin.login", 2, "pgAdmin's user logs in with the password of `.env`", "./build.sh RotateSecrets --only pgadmin (gives pgAdmin a new password)")
    { Services = [CoreServices.PgAdmin], Profile = StackProfiles.Admin };

    public async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct)
    {
        var pgAdmin = view.Settings.PgAdmin;
        var refused = Path.Combine(view.Root.Temp, "pgadmin-refused");
        var attempt = await AttemptAsync(view, ct);
        if (File.Exists(refused) && await File.ReadAllTextAsync(refused, ct) == attempt)
            return CheckOutcome.Failed($"pgAdmin refused PGADMIN_PASSWORD of .env for '{pgAdmin.Email}' before; not tried again, for the third wrong login locks the account");
        // Its own client: the form needs cookies, which are nobody else's business.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var page = await http.GetStringAsync(new Uri(view.Services.PgAdmin, "login"), ct);
        var token = Token().Match(page).Groups["token"].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["email"] = pgAdmin.Email, ["password"] = pgAdmin.Password.Reveal(), ["csrf_token"] = token, ["internal_button"] = "Login",
        });
        using var answer = await http.PostAsync(new Uri(view.Services.PgAdmin, "authenticate/login"), form, ct);
        if (answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/browser", StringComparison.Ordinal))
        {
            File.Delete(refused);
            return CheckOutcome.Passed($"'{pgAdmin.Email}' logs in");
        }

        var text = await answer.Content.ReadAsStringAsync(ct);
        if (!text.Contains("Incorrect", StringComparison.Ordinal) && !text.Contains("locked", StringComparison.Ordinal))
            return CheckOutcome.Failed($"pgAdmin answers {(int)answer.StatusCode} to the login form");
        Directory.CreateDirectory(view.Root.Temp);
        await File.WriteAllTextAsync(refused, attempt, ct);
        return CheckOutcome.Failed($"pgAdmin refuses PGADMIN_PASSWORD of .env for '{pgAdmin.Email}'");
    }

    /// <summary>Tells one attempt from another, and nobody the password: the id of a container is long and random enough to be a salt.</summary>
    static async Task<string> AttemptAsync(StackView view, CancellationToken ct)
    {
        var container = (await view.SnapshotAsync(ct)).ContainerOf(CoreServices.PgAdmin);
        var secret = Encoding.UTF8.GetBytes($"{view.Settings.PgAdmin.Email}\n{view.Settings.PgAdmin.Password.Reveal()}");
        var salt = Encoding.UTF8.GetBytes($"{container?.Id} {container?.StartedAt:O}");
        return Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(secret, salt, 100_000, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes));
    }

    /// <summary>In the form's hidden field or in the settings of the page's script, as versions of pgAdmin 4 have it.</summary>
    [GeneratedRegex("""(csrfToken&#34;: &#34;|csrf_token"[^>]*value="|"csrfToken": ?")(?<token>[^"&]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
