using System.Text.Json;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>Runs <c>rotate_key.py</c> of a service in a container of its one-shot: it encrypts what is stored anew, in one transaction.</summary>
sealed class KeyScript(ComposeProject project, IProcessRunner runner, RotationPlan rotation)
{
    /// <summary>Key before the change; the one after is where the service always has it.</summary>
    const string OldKey = "DATASPEC_OLD_KEY";

    /// <summary>New password by old one, for stored connections that use it.</summary>
    const string Replaced = "DATASPEC_REPLACED";

    /// <param name="service">The one-shot whose image, settings and mounts the script needs.</param>
    /// <param name="inForce">Settings with the passwords that the cluster accepts now.</param>
    /// <param name="key">The key of <c>.env</c> that carries the encryption key, and its value for the script.</param>
    public async Task RunAsync(string service, StackSettings inForce, (EnvKey Name, string Value) key, CancellationToken ct)
    {
        // What an interrupted run left: its transaction ends with it.
        var leftovers = (await project.ReadContainersAsync(service, ct)).Where(container => container.IsOneOff).Select(container => container.Id).ToArray();
        if (leftovers.Length > 0)
            await project.RemoveAsync(leftovers, ct);

        var passwords = ReferenceEquals(inForce, rotation.From) ? rotation.Before : rotation.After;
        var command = project.Compose(
            "--progress", "quiet", "run", "--rm", "--no-deps", "-T", "--name", $"{project.Name}-{service}-rotate", "--env", OldKey, "--env", Replaced,
            service, "python", "/opt/dataspec/rotate_key.py");
        // Variables of the client win over .env, which has the old values still, or again.
        command = rotation.Secrets.Where(secret => secret.Role is not null)
            .Aggregate(command, (call, secret) => call.WithVariable(secret.Key.Name, passwords[secret.Key.Name]))
            .WithVariable(key.Name.Name, key.Value)
            .WithVariable(OldKey, rotation.Before.GetValueOrDefault(key.Name.Name, ""))
            .WithVariable(Replaced, JsonSerializer.Serialize(Replacements()));
        var result = await runner.RunAsync(command, ct: ct);
        if (!result.Succeeded)
            throw Failure(service, result);
    }

    /// <summary>Only values that a connection to another server cannot have by chance.</summary>
    Dictionary<string, string> Replacements() => rotation.RolesBefore.Zip(rotation.RolesAfter)
        .Where(pair => RotationPlan.IsUnmistakable(pair.First.Password))
        .DistinctBy(pair => pair.First.Password, StringComparer.Ordinal)
        .ToDictionary(pair => pair.First.Password, pair => pair.Second.Password, StringComparer.Ordinal);

    static DataSpecException Failure(string service, CommandResult result)
    {
        var lines = result.Lines.Select(line => line.Text).Where(text => !string.IsNullOrWhiteSpace(text)).TakeLast(6);
        return new DataSpecException(ExitCode.FailedUnchanged, string.Join("\n  ", lines.Prepend($"What {service.Split('-')[0]} stores could not be encrypted anew (exit code {result.ExitCode}).")));
    }
}
