using DataSpec.Operations.Compose;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

public sealed class EngineFailureSpecs
{
    [Theory]
    [InlineData("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", "does not answer any more", ExitCode.RequirementMissing)]
    [InlineData("Error response from daemon: driver failed: Bind for 127.0.0.1:5432 failed: port is already allocated", "port", ExitCode.RequirementMissing)]
    [InlineData("Error response from daemon: No such image: postgres:18.6", "postgres:18.6", ExitCode.RequirementMissing)]
    [InlineData("something else", "something else", ExitCode.FailedUnchanged)]
    public void Each_cause_is_told_apart(string stderr, string told, ExitCode code)
    {
        var error = EngineFailure.Of(new CommandResult(Command.Of("docker", "up"), 1, TimeSpan.Zero, [new OutputLine(OutputSource.Error, stderr)]));
        error.Message.ShouldContain(told);
        error.ExitCode.ShouldBe(code);
    }
}
