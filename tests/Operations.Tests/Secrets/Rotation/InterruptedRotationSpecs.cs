using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets.Rotation;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets.Rotation;

public sealed class InterruptedRotationSpecs : IDisposable
{
    readonly RotatedStack _one = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _one.Dispose();

    [Fact]
    public async Task Killed_at_any_record_the_next_run_says_so_and_resume_ends_with_new_values_everywhere()
    {
        var kills = 0;
        for (; await KilledAtRecord(kills); kills++)
        {
        }

        kills.ShouldBe((RotateSecretsOperation.Steps.Length * 2) + 1);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("airflow-encryption")]
    [InlineData("superset-encryption")]
    [InlineData("role-passwords")]
    [InlineData("start")]
    [InlineData("service-passwords")]
    [InlineData("verify")]
    public async Task Killed_after_the_work_of_a_step_and_before_its_record_it_is_finished_by_resume(string step)
    {
        _one.Stack.After = done => RotatedStack.KillIf(done == step);
        await Should.ThrowAsync<KilledException>(_one.Operation().RunAsync(new([]), Ct));
        _one.Stack.After = _ => { };

        await Should.ThrowAsync<UnfinishedOperationException>(_one.Operation().RunAsync(new([]), Ct));
        await _one.Operation().RunAsync(new([], Resume: true), Ct);

        _one.ShouldBeWhole();
        _one.Env.ShouldNotBe(_one.Before);
    }

    [Theory]
    [InlineData("airflow-encryption")]
    [InlineData("superset-encryption")]
    [InlineData("role-passwords")]
    public async Task A_failure_before_env_is_replaced_is_undone(string step)
    {
        _one.FailOnce(step);

        var error = await Should.ThrowAsync<DataSpecException>(_one.Operation().RunAsync(new([]), Ct));

        error.ExitCode.ShouldBe(ExitCode.RolledBack);
        error.Message.ShouldContain("no room");
        _one.Env.ShouldBe(_one.Before);
        _one.ShouldBeWhole(OperationOutcome.RolledBack);
    }

    [Fact]
    public async Task Killed_at_any_record_of_an_undo_the_old_values_are_in_force_after_resume()
    {
        var kills = 0;
        for (; await KilledAtRecord(kills, failing: "role-passwords"); kills++)
        {
        }

        kills.ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("service-passwords")]
    [InlineData("verify")]
    public async Task A_failure_after_env_is_replaced_is_unfinished_until_resume_has_finished_it(string step)
    {
        _one.FailOnce(step);

        var error = await Should.ThrowAsync<DataSpecException>(_one.Operation().RunAsync(new([]), Ct));
        await _one.Operation().RunAsync(new([], Resume: true), Ct);

        error.ExitCode.ShouldBe(ExitCode.Unfinished);
        error.NextStep.ShouldNotBeNull().ShouldContain("--resume");
        error.LeftAsItWas.ShouldNotBeNull().ShouldContain(step);
        _one.ShouldBeWhole();
    }

    [Fact]
    public async Task Services_that_cannot_be_stopped_leave_everything_as_it_was()
    {
        _one.FailOnce("stop");

        (await Should.ThrowAsync<DataSpecException>(_one.Operation().RunAsync(new([]), Ct))).Message.ShouldBe("no room");

        JournalReader.Unfinished(_one.Root).ShouldBeEmpty();
        _one.Staged().ShouldBeEmpty();
        _one.Env.ShouldBe(_one.Before);
    }

    /// <summary>False where the run ended before that many records.</summary>
    static async Task<bool> KilledAtRecord(int record, string? failing = null)
    {
        using var one = new RotatedStack();
        if (failing is not null)
            one.FailOnce(failing);
        var written = 0;
        try
        {
            await one.Operation(() => RotatedStack.KillIf(written++ == record)).RunAsync(new([]), Ct);
            return false;
        }
        catch (DataSpecException undone) when (undone.ExitCode is ExitCode.RolledBack)
        {
            return false;
        }
        catch (KilledException)
        {
            if (JournalReader.Unfinished(one.Root) is [_])
                await one.ResumeAsync(mayBeUndone: failing is not null);
            one.ShouldBeWhole(one.Env == one.Before ? OperationOutcome.RolledBack : OperationOutcome.Succeeded);
            if (failing is null)
                one.Env.ShouldNotBe(one.Before);
            return true;
        }
    }
}
