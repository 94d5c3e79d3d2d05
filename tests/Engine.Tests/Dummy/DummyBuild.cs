using System.Diagnostics;
using Nuke.Common;
using Serilog;

/// <summary>A small real build for the tests that need a process of its own.</summary>
sealed class DummyBuild : NukeBuild
{
    [Parameter("Masked everywhere.")]
    [Secret]
    readonly string? ApiToken = null;

    Target Wait => _ => _
        .Description("Starts a child and waits until it is told to end.")
        .Executes(async () =>
        {
            using var child = Process.Start("sleep", "300");
            using var interrupted = new CancellationTokenSource();
            using var registration = System.Runtime.InteropServices.PosixSignalRegistration.Create(
                System.Runtime.InteropServices.PosixSignal.SIGINT, _ => interrupted.Cancel());
            using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(
                System.Runtime.InteropServices.PosixSignal.SIGTERM, _ => interrupted.Cancel());
            using var closed = System.Runtime.InteropServices.PosixSignalRegistration.Create(
                System.Runtime.InteropServices.PosixSignal.SIGHUP, _ => interrupted.Cancel());
            await Console.Out.WriteLineAsync($"child {child.Id}");
            await Task.Delay(Timeout.Infinite, interrupted.Token);
        });

    Target Stubborn => _ => _
        .Description("Starts a child and does not listen.")
        .Executes(() =>
        {
            using var child = Process.Start("sleep", "300");
            Console.WriteLine($"child {child.Id}");
            Thread.Sleep(Timeout.Infinite);
        });

    Target Never => _ => _.After(Wait).Executes(() => Console.WriteLine("went on"));

    Target Tell => _ => _.Executes(() => Log.Information("The token is {Token}", ApiToken));

    Target Fail => _ => _.Executes(() => Assert.Fail("It is broken."));

    public static int Main() => Execute<DummyBuild>(x => x.Tell);
}
