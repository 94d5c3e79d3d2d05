using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets.Rotation;

/// <summary>A stack of memory with an <c>.env</c> of its own, whose secrets are rotated.</summary>
sealed class RotatedStack : IDisposable
{
    readonly TemporaryDirectory _directory = new();

    public RotatedStack()
    {
        Before = Prepare(_directory);
        Stack = new(_directory.Root);
    }

    public FakeRotationStack Stack { get; }

    public MaskedSecrets Masked { get; } = new();

    /// <summary>The text of <c>.env</c> before anything was done.</summary>
    public string Before { get; }

    public string Env => File.ReadAllText(Root.EnvFile);

    public StackRoot Root => _directory.Root;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    public async Task ResumeAsync(bool mayBeUndone)
    {
        await Should.ThrowAsync<UnfinishedOperationException>(Operation().RunAsync(new([]), Ct));
        try
        {
            await Operation().RunAsync(new([], Resume: true), Ct);
        }
        catch (DataSpecException undone) when (mayBeUndone && undone.ExitCode is ExitCode.RolledBack)
        {
            Env.ShouldBe(Before);
        }
    }

    public void FailOnce(string step) => Stack.After = done =>
    {
        if (done != step)
            return;
        Stack.After = _ => { };
        throw new DataSpecException(ExitCode.FailedUnchanged, "no room");
    };

    public void ShouldBeWhole(OperationOutcome outcome = OperationOutcome.Succeeded)
    {
        Stack.AgreesWithEnv.ShouldBeTrue();
        Stack.Runs.ShouldBeTrue();
        Staged().ShouldBeEmpty();
        JournalReader.Unfinished(Root).ShouldBeEmpty();
        JournalReader.History(Root).ShouldHaveSingleItem().Outcome.ShouldBe(outcome);
    }

    public string[] Staged() =>
        Path.Combine(Root.State, "rotation") is var folder && Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    /// <param name="written">Called after each record.</param>
    public RotateSecretsOperation Operation(Action? written = null) =>
        new(Root, Stack, new Dictionary<string, string>(), Masked, new SilentSink(), TimeProvider.System) { Written = _ => written?.Invoke() };

    public static void KillIf(bool now)
    {
        if (now)
            throw new KilledException();
    }

    static string Prepare(TemporaryDirectory directory)
    {
        Directory.CreateDirectory(directory.Root.Data);
        var env = EnvPlan.For(EnvDocument.Empty, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch).Document;
        new EnvFile(directory.Root.EnvFile).Write(env);
        return env.Text;
    }
}
