using System.Runtime.Versioning;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>Encryption by the program <c>age</c>: no library for it can be had, and it is what people have to read the backup without this tool.</summary>
[SupportedOSPlatform("linux")]
sealed class AgeProgram(IProcessRunner runner)
{
    const string Name = "age";

    /// <summary>Tries the keys on nothing.</summary>
    /// <exception cref="DataSpecException">age is not installed, or takes a key for none.</exception>
    public async Task RequireAsync(AgeRecipients recipients, CancellationToken ct)
    {
        if (await RunAsync([.. Recipients(recipients), "--output", "/dev/null"], ct) is { Succeeded: false } refused)
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"Nothing can be encrypted for '{string.Join("', '", recipients.Keys)}': {Reason(refused)}")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "./build.sh Backup --encrypt age1... (age-keygen makes a pair of keys)",
            };
        }
    }

    /// <summary>Passes everything on, encrypted.</summary>
    /// <param name="pipes">A directory for the pipes to the program.</param>
    public Task EncryptAsync(AgeRecipients recipients, Stream from, Func<Stream, CancellationToken, Task> to, string pipes, CancellationToken ct) =>
        FilterAsync(
            Recipients(recipients), stream => from.CopyToAsync(stream, ct), to, pipes,
            failed => new DataSpecException(ExitCode.FailedUnchanged, $"The backup cannot be encrypted: {Reason(failed)}") { LeftAsItWas = "The stack runs as before; what was written of this backup is deleted." },
            ct);

    /// <summary>Passes on, decrypted, what <paramref name="from"/> writes.</summary>
    /// <exception cref="AgeFailedException">Another key is needed, or what is read is not as it was encrypted.</exception>
    public Task DecryptAsync(string identity, Func<Stream, Task> from, Func<Stream, CancellationToken, Task> to, string pipes, CancellationToken ct) =>
        FilterAsync(["--decrypt", "--identity", identity], from, to, pipes, failed => new AgeFailedException(Reason(failed)), ct);

    async Task FilterAsync(
        string[] arguments, Func<Stream, Task> from, Func<Stream, CancellationToken, Task> to, string pipes, Func<CommandResult, Exception> failure, CancellationToken ct)
    {
        var self = (Posix.EffectiveUser, 0u);
        using var input = NamedPipe.Make(Path.Combine(pipes, "age-in"), self);
        using var output = NamedPipe.Make(Path.Combine(pipes, "age-out"), self);
        await Together.RunAsync(
            ct,
            async token =>
            {
                if (await RunAsync([.. arguments, "--output", output.Path, input.Path], token) is { Succeeded: false } failed)
                    throw failure(failed);
            },
            token => input.FeedAsync(from, token),
            async token =>
            {
                await using var stream = await output.OpenForReadingAsync(token);
                await to(stream, token);
            });
    }

    static string[] Recipients(AgeRecipients recipients) => [.. recipients.Keys.SelectMany(key => new[] { "--recipient", key })];

    static string Reason(CommandResult failed) =>
        failed.Lines.Select(line => line.Text).FirstOrDefault(text => text.StartsWith("age: error:", StringComparison.Ordinal))?["age: error:".Length..].Trim() ?? $"age ended with {failed.ExitCode}";

    async Task<CommandResult> RunAsync(string[] arguments, CancellationToken ct)
    {
        try
        {
            return await runner.RunAsync(Command.Of(Name, arguments), ct: ct);
        }
        catch (CommandNotFoundException)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, "Encrypted backups need the program 'age', which is not installed.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "sudo apt-get install age (dnf, apk, pacman and brew have it under the same name)",
            };
        }
    }
}

/// <summary>age did not decrypt.</summary>
sealed class AgeFailedException(string reason) : Exception(reason);
