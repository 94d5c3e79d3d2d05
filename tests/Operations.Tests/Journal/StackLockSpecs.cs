using System.Diagnostics;
using DataSpec.Operations.Journal;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Journal;

public sealed class StackLockSpecs : IDisposable
{
    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_second_run_is_refused_and_told_who_holds_the_lock()
    {
        using var first = Take("Up");

        var error = Should.Throw<StackLockedException>(() => Take("Down"));

        error.ExitCode.ShouldBe(ExitCode.Locked);
        error.Message.ShouldContain("'Up'");
        error.Message.ShouldContain($"process {Environment.ProcessId}");
        error.Holder.ShouldNotBeNull().Process.ShouldBe(Environment.ProcessId);
    }

    [Fact]
    public void A_lock_that_was_given_back_can_be_taken_again()
    {
        Take("Up").Dispose();

        using var second = Take("Down");

        StackLock.HolderIn(_directory.Root).ShouldNotBeNull().Command.ShouldBe("Down");
    }

    [Fact]
    public void Nobody_holds_a_lock_that_was_given_back()
    {
        Take("Up").Dispose();

        StackLock.HolderIn(_directory.Root).ShouldBeNull();
    }

    [Fact]
    public void Words_of_a_dead_holder_stop_nobody()
    {
        Directory.CreateDirectory(_directory.Root.State);
        File.WriteAllText(StackLock.PathIn(_directory.Root), """{"Process":1,"StartTicks":7,"Boot":"gone","Command":"Up","Since":"2026-01-01T00:00:00+00:00"}""");

        StackLock.HolderIn(_directory.Root).ShouldBeNull();
        using var taken = Take("Down");
        StackLock.HolderIn(_directory.Root).ShouldNotBeNull().Command.ShouldBe("Down");
    }

    [Fact]
    public void A_child_that_lives_on_does_not_keep_the_lock()
    {
        using var child = new Process { StartInfo = new ProcessStartInfo("sleep", ["60"]) };
        try
        {
            using (Take("Up"))
                child.Start();

            Should.NotThrow(() => Take("Down").Dispose());
            child.HasExited.ShouldBeFalse();
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public void A_data_directory_of_somebody_else_is_named_with_the_remedy()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may write everywhere");
        Directory.CreateDirectory(_directory.Root.Data, UnixFileMode.UserRead);

        Should.Throw<DataSpecException>(() => Take("Up")).ExitCode.ShouldBe(ExitCode.RequirementMissing);
    }

    StackLock Take(string command) => StackLock.Take(_directory.Root, command, TimeProvider.System);
}
