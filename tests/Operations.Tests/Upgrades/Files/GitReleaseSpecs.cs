using System.Text;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Upgrades.Files;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Files;

public sealed class GitReleaseSpecs : IDisposable
{
    readonly ThreeSides _sides = new();
    readonly ProcessRunner _runner = new(TimeProvider.System);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _sides.Dispose();

    [Fact]
    public async Task What_was_shipped_is_what_was_committed_with_modes_and_bytes()
    {
        _sides.Write("here", "airflow/p.png", [0, 255, 13, 10]).Link("here", "airflow/link", "p.png");
        await CommitAsync();
        _sides.Write("here", "compose/compose.yaml", "mine\n").Delete("here", "airflow/p.png");

        var shipped = (await new GitRelease(_sides.Root, _runner).ReadAsync(Ct)).ShouldNotBeNull();

        shipped.From.ShouldStartWith("commit ");
        Encoding.UTF8.GetString(shipped.Files["compose/compose.yaml"].Content).ShouldStartWith("services:");
        shipped.Files["airflow/p.png"].Content.ShouldBe([0, 255, 13, 10]);
        shipped.Files["airflow/link"].IsLink.ShouldBeTrue();
        shipped.Files["scripts-config/start.sh"].IsExecutable.ShouldBeTrue();
        shipped.Files["compose/compose.yaml"].IsExecutable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_persons_own_commit_after_the_release_is_their_change_and_not_lost()
    {
        await CommitAsync();
        await GitAsync("tag", "v1.0");
        _sides.Write("here", "compose/compose.yaml", "services:\n  a: mine\n  b: 2\n  c: 3\n  d: 4\n  e: 5\n").Write("newer", "compose/compose.yaml", "services:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n  e: theirs\n");
        await CommitAsync();

        var plan = await _sides.Merge.PlanAsync(_sides.Newer, MergeChoices.None, Ct);
        _sides.Merge.Stage(plan, _sides.Staged);

        plan.Base.ShouldBe("tag v1.0, of the checkout's history");
        _sides.StagedText("compose/compose.yaml").ShouldBe("services:\n  a: mine\n  b: 2\n  c: 3\n  d: 4\n  e: theirs\n");
    }

    [Fact]
    public async Task Without_a_history_nothing_is_known() => (await new GitRelease(_sides.Root, _runner).ReadAsync(Ct)).ShouldBeNull();

    async Task CommitAsync()
    {
        await GitAsync("init", "--quiet");
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "--message", "x");
    }

    async Task GitAsync(params string[] arguments) =>
        (await _runner.RunAsync(Command.Of("git", ["-C", _sides.Here, .. arguments]), ct: Ct)).EnsureSuccess();
}
