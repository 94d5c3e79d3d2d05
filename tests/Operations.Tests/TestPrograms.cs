using System.Diagnostics;
using Xunit;

namespace DataSpec.Operations.Tests;

/// <summary>Programs that tests need and the product only calls or never sees; installed where root may.</summary>
static class TestPrograms
{
    static readonly SemaphoreSlim Gate = new(1);

    /// <summary>Skips the test where the program neither is there nor can be installed.</summary>
    public static async Task RequireAsync(string program, params string[] packages)
    {
        await Gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (IsThere(program))
                return;
            if (Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get"))
                await InstallAsync(packages);
            if (!IsThere(program))
                Assert.Skip($"{program} is not installed (apt-get install {string.Join(' ', packages)})");
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>What the program printed on standard output; fails where it did.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new IOException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    static async Task InstallAsync(string[] packages)
    {
        try
        {
            // A fresh machine has no lists.
            await RunAsync("apt-get", "update", "-qq");
            await RunAsync("env", ["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", .. packages]);
        }
        catch (IOException)
        {
            // Whether the program is there is looked at afterwards.
        }
    }

    static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));
}
