using System.Net;
using System.Text.Json;

namespace DataSpec.Operations.Superset;

/// <summary>What a failed call of Superset's API means to the person at the keyboard.</summary>
static class SupersetFailure
{
    /// <summary>Where Superset refuses the password of <c>.env</c>: its init does nothing where its own inputs are the same.</summary>
    public const string NewPassword = "./build.sh RotateSecrets --only SUPERSET_ADMIN_PASSWORD (gives its administrator a new password)";

    const string Untouched = "The dashboards in Superset and their files stay as they were.";

    public static DataSpecException NotReachable(SupersetLogin login, Exception error) =>
        new(ExitCode.FailedUnchanged, $"Superset does not answer on {login.Address}: {error.Message}", error)
        {
            LeftAsItWas = Untouched,
            NextStep = "./build.sh Up, or ./build.sh Status to see what runs",
        };

    public static DataSpecException WrongPassword(SupersetLogin login) =>
        new(ExitCode.FailedUnchanged, $"Superset refuses SUPERSET_ADMIN_PASSWORD of .env for user '{login.User}'.")
        {
            LeftAsItWas = Untouched,
            NextStep = NewPassword,
        };

    public static DataSpecException Refused(string path, HttpStatusCode status, string body) =>
        new(ExitCode.FailedUnchanged, $"Superset answers {(int)status} to {path}: {Reason(body)}")
        {
            LeftAsItWas = Untouched,
            NextStep = "./build.sh Logs --service superset",
        };

    /// <summary>The words of a JSON answer; an error page says nothing that a person could use.</summary>
    static string Reason(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            var root = answer.RootElement;
            return (root.Member("errors") ?? root.Member("message") ?? root.Member("msg"))?.ToString() ?? body;
        }
        catch (JsonException)
        {
            return "an error page without a reason; its log has more";
        }
    }
}
