using DataSpec.Operations.Compose;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>What the running containers of a stack were started with.</summary>
sealed class ContainerSecrets(ComposeProject project, IProcessRunner runner)
{
    /// <summary>Answers whether any running container holds a value.</summary>
    public async Task<Func<string, bool>> ReadAsync(CancellationToken ct)
    {
        string[] ids = [.. (await project.ReadContainersAsync(service: null, ct)).Where(container => container.IsRunning).Select(container => container.Id)];
        if (ids.Length == 0)
            return _ => false;
        // Unmasked: the values are looked for and never shown.
        var text = (await runner.RunAsync(project.Docker(["container", "inspect", .. ids]) with { Verbatim = true }, ct: ct)).StandardOutput;
        return value => text.Contains(value, StringComparison.Ordinal);
    }
}
