using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Verification.Checks.Containers;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Containers that do not run as they should.</summary>
static class ContainerFaults
{
    const string Processor = "airflow-dag-processor";
    const string Scheduler = "airflow-scheduler";
    const string Api = "airflow-apiserver";

    public static ImmutableArray<Fault> All { get; } =
    [
        new(
            "a service is stopped by hand", "containers.running",
            stack => stack.Run(0, "Compose", "--", "stop", Processor),
            stack => Docker.Run("start", stack.Container(Processor))),
        new(
            "a service's health check fails", "containers.health",
            async stack =>
            {
                await Docker.Run("exec", "--user", "0", stack.Container(Scheduler), "mv", "/usr/bin/curl", "/usr/bin/curl.off");
                await Eventually.Holds(async () => await Inspect(stack, Scheduler, "{{.State.Health.Status}}") is "unhealthy", TimeSpan.FromMinutes(3), "the engine finds the scheduler ill");
            },
            async stack =>
            {
                await Docker.Try(null, "exec", "--user", "0", stack.Container(Scheduler), "mv", "/usr/bin/curl.off", "/usr/bin/curl");
                await Eventually.Holds(async () => await Inspect(stack, Scheduler, "{{.State.Health.Status}}") is "healthy", TimeSpan.FromMinutes(3), "the engine finds the scheduler well");
            }),
        new("a service ends again and again", "containers.restarts", KillThrice, Restart),
        new("a process in a container takes more memory than there is", "containers.oom", stack => Docker.Try(null, "exec", stack.Container(Processor), "python", "-c", "b'x' * (3 << 30)"), Restart),
        new(
            "a container has hardly more memory than it holds", "containers.memory", Squeeze,
            stack => Docker.Run("update", "--memory", "2g", "--memory-swap", "4g", stack.Container(Api))) { Warns = true },
        new(
            "a one-shot failed", "containers.oneshots",
            stack => Docker.Try(stack.Directory, "compose", "run", "--no-deps", "-T", "--entrypoint", "false", "setup"),
            async stack => await Docker.Try(
                null, ["rm", "--force", .. (await Docker.Run("ps", "--all", "--quiet", "--filter", $"label=com.docker.compose.project={stack.Project}", "--filter", "label=com.docker.compose.oneoff=True")).Split('\n', StringSplitOptions.RemoveEmptyEntries)])),
    ];

    /// <summary>From outside: the engine takes a kill of its own for a person's wish, after which it starts nothing.</summary>
    static async Task KillThrice(Checkout stack)
    {
        for (var restarts = 1; restarts <= 3; restarts++)
        {
            await Docker.Program("kill", "-KILL", await Inspect(stack, Processor, "{{.State.Pid}}"));
            await Eventually.Holds(
                async () => await Inspect(stack, Processor, "{{.RestartCount}} {{.State.Status}}") == $"{restarts} running", TimeSpan.FromMinutes(1), "the engine starts it again");
        }
    }

    static async Task Squeeze(Checkout stack)
    {
        var container = ServiceContainer.Parse(await Docker.Run("inspect", stack.Container(Api)))[0];
        var limit = (ContainerMemory.Of(container)!.Held * 107 / 100).ToString(CultureInfo.InvariantCulture);
        await Docker.Run("update", "--memory", limit, "--memory-swap", limit, container.Id);
    }

    static Task<string> Restart(Checkout stack) => Docker.Run("restart", stack.Container(Processor));

    static async Task<string> Inspect(Checkout stack, string service, string format) => (await Docker.Run("inspect", "--format", format, stack.Container(service))).Trim();
}
