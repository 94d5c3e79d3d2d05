using System.Net;
using System.Text.Json;

namespace DataSpec.Operations.Airflow;

/// <summary>An answer of Airflow that says no, with its status.</summary>
public sealed class AirflowRefusedException(HttpStatusCode status, string whatHappened)
    : DataSpecException(ExitCode.FailedUnchanged, whatHappened)
{
    public HttpStatusCode Status { get; } = status;
}

/// <summary>What a failed call of Airflow's API means to the person at the keyboard.</summary>
static class AirflowFailure
{
    public static DataSpecException NotReachable(AirflowLogin login, Exception error) =>
        new(ExitCode.FailedUnchanged, $"Airflow does not answer on {login.Address}: {error.Message}", error)
        {
            NextStep = "./build.sh Up, or ./build.sh Status to see what runs",
        };

    public static DataSpecException WrongPassword(AirflowLogin login) =>
        new(ExitCode.FailedUnchanged, $"Airflow refuses AIRFLOW_ADMIN_PASSWORD of .env for user '{login.User}'.")
        {
            NextStep = "./build.sh Compose -- run --rm --no-deps airflow-init (gives Airflow the password of .env)",
        };

    public static AirflowRefusedException Refused(string path, HttpStatusCode status, string body) =>
        new(status, $"Airflow answers {(int)status} to {path}: {Detail(body)}");

    /// <summary>A gateway's or a starting server's "not now", which is worth another try.</summary>
    public static void EnsureGatewayAnswered(this HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            response.EnsureSuccessStatusCode();
    }

    static string Detail(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return answer.RootElement.TryGetProperty("detail", out var detail) ? detail.ToString() : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
