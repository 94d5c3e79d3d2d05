using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Containers;

public sealed class ChosenHostSpecs
{
    [Fact]
    public async Task A_chosen_engine_that_does_not_answer_is_named_and_no_other_is_started()
    {
        var nobody = new NobodyAnswers();
        var own = new PrivateEngine(new StackRoot("/nowhere"), nobody, TimeProvider.System, "/nowhere");
        var engines = new ContainerEngine(nobody, own, "unix:///no/such.sock");

        var error = await Should.ThrowAsync<DataSpecException>(() => engines.FindAsync(mayStart: true, new SilentSink(), TestContext.Current.CancellationToken));

        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("unix:///no/such.sock");
        // Which engine, and which plugin the client has.
        nobody.Asked.ShouldBe([["version", "--format", "{{.Server.Version}}"], ["compose", "version", "--short"]], ignoreOrder: true);
    }

    sealed class NobodyAnswers : IProcessRunner
    {
        public List<string[]> Asked { get; } = [];

        public Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default)
        {
            Asked.Add([.. command.Arguments]);
            return Task.FromResult(new CommandResult(command, 1, TimeSpan.Zero, []));
        }
    }
}
