using System.Globalization;
using DataSpec.Operations;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.EndToEnd;

/// <summary>The private engine of this checkout, the only one that tests may stop or kill.</summary>
static class OurEngine
{
    const int Kill = 9;

    static readonly StackRoot Root = new(SourceTree.Root);
    static readonly PrivateEngine Engine = new(Root, new ProcessRunner(TimeProvider.System), TimeProvider.System);

    /// <summary>Skips the test where another engine is in use.</summary>
    public static void Require() => Assert.SkipUnless(
        string.Equals(Environment.GetEnvironmentVariable("DOCKER_HOST"), $"unix://{Engine.Socket}", StringComparison.Ordinal),
        "the engine is not this checkout's private one: a test does not stop somebody else's");

    public static Task Stop() => Engine.StopAsync(new SilentSink(), CancellationToken.None);

    public static Task Start() => Engine.StartAsync(new SilentSink(), CancellationToken.None);

    /// <summary>Lets a user talk to it as the members of Docker's group may, until the result is disposed; skips the test where he does not get to the socket.</summary>
    public static async Task<IAsyncDisposable> OpenTo(int user)
    {
        await Docker.Program("chgrp", $"{user}", Engine.Socket);
        var (code, _, _) = await Docker.Shell($"setpriv --reuid={user} --regid={user} --clear-groups test -w '{Engine.Socket}'");
        Assert.SkipUnless(code == 0, "a user who is not root does not get to the private engine's folder");
        return new Closing();
    }

    sealed class Closing : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Docker.Program("chgrp", "0", Engine.Socket);
    }

    /// <summary>As when the power fails: engine, its companions and every process in a container end at once, none is asked. What was written stays, so that the disk's own cache is not part of it.</summary>
    public static async Task CutPower()
    {
        var containers = (await Docker.Run("ps", "--quiet")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var first = containers.Length == 0 ? "" : await Docker.Run(["inspect", "--format", "{{.State.Pid}}", .. containers]);
        int[] inside = [.. first.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(pid => int.Parse(pid, CultureInfo.InvariantCulture)).Where(pid => pid > 0)];
        foreach (var pid in Companions().Concat(inside))
            Posix.Signal(pid, Kill);
        await Eventually.Holds(() => Task.FromResult(!Companions().Any()), TimeSpan.FromSeconds(30), "the engine is gone");
    }

    /// <summary>Everything that was started with the engine's folder on its command line.</summary>
    static IEnumerable<int> Companions() => ProcessTable.All().Select(process => process.Id)
        .Where(id => id != Environment.ProcessId && ProcessTable.CommandLineOf(id)?.Contains($"{Root.PrivateEngine}/", StringComparison.Ordinal) is true);
}
