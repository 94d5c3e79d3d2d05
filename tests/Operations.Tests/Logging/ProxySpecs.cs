using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Logging;

/// <summary>Our Caddyfile with a real Caddy (Debian's package <c>caddy</c>, installed where it is missing and that may be done).</summary>
[Trait("kind", "integration")]
public sealed class ProxySpecs : IDisposable
{
    readonly TemporaryDirectory _home = new();
    readonly ProcessRunner _runner = new(TimeProvider.System);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("internal")]
    [InlineData("me@example.com")]
    public async Task Caddy_accepts_the_file(string tls)
    {
        await TestPrograms.RequireAsync("caddy", "caddy");

        (await _runner.RunAsync(Caddy("validate", tls, File.ReadAllText(CaddyFile)), ct: Ct)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_page_comes_through_by_https_with_the_names_that_the_service_needs()
    {
        await TestPrograms.RequireAsync("caddy", "caddy");
        using var page = new TcpListener(System.Net.IPAddress.Loopback, 0);
        page.Start();
        var port = FreePort();
        var options = $"auto_https disable_redirects\n\tadmin off\n\tskip_install_trust\n\thttps_port {port}";
        var text = File.ReadAllText(CaddyFile).Replace("auto_https disable_redirects", options, StringComparison.Ordinal)
            .Replace("grafana:3000", $"127.0.0.1:{((System.Net.IPEndPoint)page.LocalEndpoint).Port}", StringComparison.Ordinal);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var proxy = _runner.RunAsync(Caddy("run", "internal", text), ct: stop.Token);
        var seen = ServeOnceAsync(page);

        using var handler = new SocketsHttpHandler();
        string? authority = null;
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => (authority = (certificate as X509Certificate2)?.Issuer) is not null,
        };
        handler.ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(System.Net.IPAddress.Loopback, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        };
        using var client = new HttpClient(handler);
        string? body = null;
        await SandboxStack.EventuallyAsync(
            async () =>
            {
                try
                {
                    var answer = await client.GetAsync(new Uri("https://grafana.example.com/"), Ct);
                    answer.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem();
                    body = await answer.Content.ReadAsStringAsync(Ct);
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "Caddy answers");

        body.ShouldBe("a page");
        authority.ShouldNotBeNull().ShouldContain("Caddy Local Authority");
        var request = await seen;
        request.ShouldContain("Host: grafana.example.com");
        request.ShouldContain("X-Forwarded-Proto: https");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => proxy);
    }

    static string CaddyFile { get; } = Path.Combine(Repository.Directory, "scripts-config", "caddy", "Caddyfile");

    static async Task<string> ServeOnceAsync(TcpListener page)
    {
        using var connection = await page.AcceptTcpClientAsync(Ct);
        var stream = connection.GetStream();
        var buffer = new byte[8192];
        var length = await stream.ReadAsync(buffer, Ct);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\na page"u8.ToArray(), Ct);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, length);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    Command Caddy(string verb, string tls, string text)
    {
        var file = _home.File("Caddyfile");
        File.WriteAllText(file, text);
        return Command.Of("caddy", verb, "--config", file, "--adapter", "caddyfile")
            .WithVariable("DOMAIN", "example.com").WithVariable("TLS", tls)
            .WithVariable("XDG_DATA_HOME", _home.Path).WithVariable("XDG_CONFIG_HOME", _home.Path);
    }
}
