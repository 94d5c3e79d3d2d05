using System.Net;
using System.Net.Sockets;
using DataSpec.Operations.Postgres;
using Npgsql;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Postgres;

public sealed class PostgresClientSpecs
{
    static readonly PostgresLogin Login = new("127.0.0.1", 5432, "datafoundry", "secret", "datafoundry");

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var client = new PostgresClient(Login with { Port = port });

        var error = await Should.ThrowAsync<DataSpecException>(() => client.OpenAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldStartWith($"Postgres does not answer on 127.0.0.1:{port}");
        error.NextStep.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(PostgresErrorCodes.InvalidPassword, "POSTGRES_PASSWORD")]
    [InlineData(PostgresErrorCodes.InvalidCatalogName, "no database 'airflow'")]
    [InlineData(PostgresErrorCodes.CannotConnectNow, "still starting")]
    public void Each_refusal_is_told_apart(string state, string told) =>
        PostgresFailure.OfConnecting(Login, "airflow", new PostgresException("text", "FATAL", "FATAL", state)).Message.ShouldContain(told);

    [Fact]
    public void A_login_is_shown_without_its_password() => Login.ToString().ShouldBe("datafoundry@127.0.0.1:5432/datafoundry");
}
