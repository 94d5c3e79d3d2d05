using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DataSpec.Operations.Tests.Containers;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

/// <summary>A real registry (the distribution's package) on the loopback address, where engines accept one without TLS.</summary>
sealed class LocalRegistry : IAsyncDisposable
{
    const string Program = "docker-registry";

    readonly TemporaryDirectory _folder = new();
    readonly Process _process;

    LocalRegistry(LiveEngine engine, int port)
    {
        Engine = engine;
        Address = $"127.0.0.1:{port}";
        File.WriteAllText(
            _folder.File("config.yml"),
            $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: {{_folder.File("images")}} } }
            http: { addr: "{{Address}}" }
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["serve", _folder.File("config.yml")]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public LiveEngine Engine { get; }

    /// <summary>Host and port, as image references begin.</summary>
    public string Address { get; }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where the program is missing and cannot be installed, or no engine answers.</summary>
    public static async Task<LocalRegistry> StartAsync()
    {
        var engine = await LiveEngine.WithAsync();
        await TestPrograms.RequireAsync(Program, Program);
        var registry = new LocalRegistry(engine, FreePort());
        using var client = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                await client.GetAsync(new Uri($"http://{registry.Address}/v2/"), Ct);
                return registry;
            }
            catch (HttpRequestException) when (tries < 100)
            {
                await Task.Delay(100, Ct);
            }
        }
    }

    /// <summary>Makes a small image of its own and puts it into the registry; its digest. The engine forgets it again.</summary>
    public async Task<string> PublishAsync(string repository, string tag)
    {
        var reference = $"{Address}/{repository}:{tag}";
        File.WriteAllText(_folder.File("Dockerfile"), $"FROM scratch\nCOPY Dockerfile /\nLABEL test={Guid.NewGuid():N}\nCMD [\"/none\"]\n");
        (await Engine.Runner.RunAsync(Engine.Endpoint.Docker("build", "--quiet", "--tag", reference, _folder.Path).WithVariable("DOCKER_BUILDKIT", "1"), ct: Ct)).EnsureSuccess();
        (await Engine.DockerAsync("push", "--quiet", reference)).EnsureSuccess();
        var digests = (await Engine.DockerAsync("image", "inspect", "--format", "{{index .RepoDigests 0}}", reference)).EnsureSuccess().StandardOutput.Trim();
        await RemoveImageAsync(reference);
        return digests[(digests.IndexOf('@', StringComparison.Ordinal) + 1)..];
    }

    public Task RemoveImageAsync(string reference) => Engine.DockerAsync("image", "rm", "--force", reference);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Dispose();
        await Engine.DisposeAsync();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
