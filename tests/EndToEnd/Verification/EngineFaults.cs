using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>An engine that is not as it should be, and what can be reached through it.</summary>
static class EngineFaults
{
    public static ImmutableArray<Fault> All { get; } =
    [
        // No test can make the engine older or fill its disk: the client says so in its place.
        new("the engine is too old", "engine.version", stack => Say(stack, """s/"ServerVersion":"[^"]*"/"ServerVersion":"19.03.15"/"""), SayTheTruth),
        new(
            "the disk of the images is full", "disk.images",
            async stack =>
            {
                await DiskFaults.Mount(TinyDisk(stack), "size=16m");
                await Say(stack, $"""s#"DockerRootDir":"[^"]*"#"DockerRootDir":"{TinyDisk(stack)}"#""");
            },
            async stack =>
            {
                await SayTheTruth(stack);
                await Docker.Program("umount", TinyDisk(stack));
            }),
        new(
            "the clock was set back", "engine.clock",
            stack => Touch(stack, DateTime.UtcNow.AddHours(1)), stack => Touch(stack, DateTime.UtcNow)) { Warns = true },
        new(
            "a container of the stack opens a port to the network", "ports.bound",
            stack => Docker.Run(
                "run", "--detach", "--name", $"{stack.Project}-open", "--label", $"com.docker.compose.project={stack.Project}", "--label", "com.docker.compose.service=loki",
                "--publish", "0.0.0.0::3100", "--entrypoint", "sleep", stack.EnvValue("POSTGRES_IMAGE"), "600"),
            stack => Docker.Try(null, "rm", "--force", $"{stack.Project}-open")) { Implied = ["config.drift"] },
    ];

    static string TinyDisk(Checkout stack) => stack.PathOf(".nuke", "temp", "tiny");

    /// <summary>Puts a client before the real one that changes what `docker info` answers.</summary>
    static async Task Say(Checkout stack, string sed)
    {
        var folder = Directory.CreateDirectory(stack.PathOf(".nuke", "temp", "client")).FullName;
        var path = Environment.GetEnvironmentVariable("PATH");
        var docker = path!.Split(':').Select(place => Path.Combine(place, "docker")).First(File.Exists);
        var client = Path.Combine(folder, "docker");
        await File.WriteAllTextAsync(client, $"#!/bin/sh\nif [ \"$1\" = info ]; then '{docker}' \"$@\" | sed '{sed}'; else exec '{docker}' \"$@\"; fi\n");
        File.SetUnixFileMode(client, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        stack.SetVariable("PATH", $"{folder}:{path}");
    }

    static Task SayTheTruth(Checkout stack)
    {
        stack.SetVariable("PATH", null);
        return Task.CompletedTask;
    }

    static Task Touch(Checkout stack, DateTime written)
    {
        File.SetLastWriteTimeUtc(stack.PathOf("data", "credentials.txt"), written);
        return Task.CompletedTask;
    }
}
