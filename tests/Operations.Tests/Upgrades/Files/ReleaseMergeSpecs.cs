using DataSpec.Operations.Upgrades.Files;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Files;

public sealed class ReleaseMergeSpecs : IDisposable
{
    const string Compose = "compose/compose.yaml";
    const string Dag = "airflow/dags/own.py";

    readonly ThreeSides _sides = new();

    public void Dispose() => _sides.Dispose();

    [Fact]
    public async Task A_release_that_changes_nothing_has_nothing_to_tell()
    {
        var plan = await _sides.PlanAsync();

        plan.Changes.ShouldBeEmpty();
        plan.ChangesNothing.ShouldBeTrue();
    }

    [Fact]
    public async Task Files_nobody_changed_here_become_as_the_release_has_them()
    {
        _sides.Write("newer", Compose, "services: {}\n").Write("newer", "scripts-config/new.sh", "x\n", executable: true).Delete("newer", "scripts-config/start.sh");

        var plan = await _sides.PlanAsync();
        _sides.Merge.Stage(plan, _sides.Staged);

        plan.Changes.ShouldBe([new(Compose, FileChangeKind.Changed, null), new("scripts-config/new.sh", FileChangeKind.Added, null), new("scripts-config/start.sh", FileChangeKind.Removed, null)], Same);
        _sides.StagedText(Compose).ShouldBe("services: {}\n");
        File.GetUnixFileMode(Path.Combine(_sides.Staged, "scripts-config/new.sh")).HasFlag(UnixFileMode.GroupExecute).ShouldBeTrue();
        File.Exists(Path.Combine(_sides.Staged, "scripts-config/start.sh")).ShouldBeFalse();
        File.Exists(Path.Combine(_sides.Here, "scripts-config/start.sh")).ShouldBeTrue("staging leaves the checkout alone");
    }

    [Fact]
    public async Task Changes_of_both_sides_in_different_lines_are_both_in_the_result()
    {
        _sides.Write("here", Compose, "services:\n  a: mine\n  b: 2\n  c: 3\n  d: 4\n  e: 5\n").Write("newer", Compose, "services:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n  e: theirs\n");

        var plan = await _sides.PlanAsync();
        _sides.Merge.Stage(plan, _sides.Staged);

        plan.Changes.ShouldBe([new(Compose, FileChangeKind.Merged, null)], Same);
        _sides.StagedText(Compose).ShouldBe("services:\n  a: mine\n  b: 2\n  c: 3\n  d: 4\n  e: theirs\n");
    }

    [Fact]
    public async Task A_conflict_names_the_lines_and_both_texts_and_nothing_is_staged()
    {
        _sides.Write("here", Compose, "services:\n  a: 1\n  b: mine ü\n  c: 3\n  d: 4\n  e: 5\n").Write("newer", Compose, "new: 0\nservices:\n  a: 1\n  b: theirs\n  c: 3\n  d: 4\n  e: 5\n");

        var plan = await _sides.PlanAsync();

        var conflict = plan.Conflicts.ShouldHaveSingleItem();
        conflict.Conflict.ShouldBe("both sides changed the same lines: here line 3");
        var place = conflict.Places.ShouldHaveSingleItem();
        (place.MineLine, place.TheirsLine).ShouldBe((3, 4));
        place.Mine.ShouldBe(["  b: mine ü"]);
        place.Theirs.ShouldBe(["  b: theirs"]);
        place.Shipped.ShouldBe(["  b: 2"]);
        Should.Throw<DataSpecException>(() => _sides.Merge.Stage(plan, _sides.Staged)).NextStep.ShouldNotBeNull().ShouldContain($"--keep-mine {Compose}");
        Path.Exists(_sides.Staged).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true, "new: 0\nservices:\n  a: 1\n  b: mine\n  c: 3\n  d: 4\n  e: 5\n")]
    [InlineData(false, "new: 0\nservices:\n  a: 1\n  b: theirs\n  c: 3\n  d: 4\n  e: 5\n")]
    public async Task A_decision_over_a_conflict_still_merges_the_rest_of_the_file(bool mine, string expected)
    {
        _sides.Write("here", Compose, "services:\n  a: 1\n  b: mine\n  c: 3\n  d: 4\n  e: 5\n").Write("newer", Compose, "new: 0\nservices:\n  a: 1\n  b: theirs\n  c: 3\n  d: 4\n  e: 5\n");

        var plan = await _sides.PlanAsync(mine ? new([Compose], []) : new([], ["all"]));
        _sides.Merge.Stage(plan, _sides.Staged);

        _sides.StagedText(Compose).ShouldBe(expected);
    }

    [Fact]
    public async Task A_file_deleted_here_and_changed_in_the_release_is_a_conflict_and_one_left_alone_there_stays_deleted()
    {
        _sides.Delete("here", Compose).Delete("here", "scripts-config/start.sh").Write("newer", Compose, "services: {}\n");

        var plan = await _sides.PlanAsync();

        plan.Changes.ShouldBe([new(Compose, FileChangeKind.Kept, "deleted here, and changed in the release"), new("scripts-config/start.sh", FileChangeKind.Kept, null)], Same);
        (await _sides.PlanAsync(new([], [Compose]))).Result.ShouldContainKey(Compose);
        (await _sides.PlanAsync(new([Compose], []))).Result.ShouldNotContainKey(Compose);
    }

    [Fact]
    public async Task A_file_changed_here_and_gone_from_the_release_is_a_conflict()
    {
        _sides.Write("here", "scripts-config/start.sh", "#!/bin/sh\nexec false\n", executable: true).Delete("newer", "scripts-config/start.sh");

        (await _sides.PlanAsync()).Conflicts.ShouldHaveSingleItem().Conflict.ShouldBe("changed here, and gone from the release");
    }

    [Fact]
    public async Task Own_files_are_kept_with_their_mode_and_caches_are_left_behind()
    {
        _sides.Write("here", Dag, "own = 1\n").Write("here", "airflow/dags/__pycache__/own.pyc", "x");
        File.SetUnixFileMode(Path.Combine(_sides.Here, Dag), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var plan = await _sides.PlanAsync();
        _sides.Merge.Stage(plan, _sides.Staged);

        plan.Changes.ShouldBe([new(Dag, FileChangeKind.Kept, null)], Same);
        _sides.StagedText(Dag).ShouldBe("own = 1\n");
        File.GetUnixFileMode(Path.Combine(_sides.Staged, Dag)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.Exists(Path.Combine(_sides.Staged, "airflow/dags/__pycache__")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_script_made_executable_upstream_and_edited_here_is_both()
    {
        _sides.Write("shipped", Dag, "x\n").Write("here", Dag, "mine\n").Write("newer", Dag, "x\n", executable: true);

        _sides.Merge.Stage(await _sides.PlanAsync(), _sides.Staged);

        _sides.StagedText(Dag).ShouldBe("mine\n");
        File.GetUnixFileMode(Path.Combine(_sides.Staged, Dag)).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
    }

    [Fact]
    public async Task A_link_is_kept_as_a_link_and_never_merged()
    {
        _sides.Link("here", "airflow/dags/shared", "../../../elsewhere").Link("here", "scripts-config/start.sh", "other.sh").Write("newer", "scripts-config/start.sh", "#!/bin/sh\n", executable: true);

        (await _sides.PlanAsync()).Conflicts.ShouldHaveSingleItem().Conflict.ShouldBe("a symbolic link on one side, changed on the other");
        _sides.Merge.Stage(await _sides.PlanAsync(new(["all"], [])), _sides.Staged);

        new FileInfo(Path.Combine(_sides.Staged, "airflow/dags/shared")).LinkTarget.ShouldBe("../../../elsewhere");
        new FileInfo(Path.Combine(_sides.Staged, "scripts-config/start.sh")).LinkTarget.ShouldBe("other.sh");
    }

    [Fact]
    public async Task A_release_cannot_write_through_a_link_of_the_checkout()
    {
        _sides.Link("here", "airflow/dags", _sides.Of("elsewhere")).Write("newer", Dag, "x\n");

        (await _sides.PlanAsync()).Conflicts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            conflict => conflict.Path.ShouldBe("airflow/dags"),
            conflict => conflict.Conflict.ShouldBe("a file on one side, a folder on the other"));
    }

    [Fact]
    public async Task Without_knowing_what_was_shipped_each_difference_is_a_conflict()
    {
        _sides.Write("newer", Compose, "services: {}\n").Write("here", Dag, "x\n");

        var plan = await _sides.Merge.PlanAsync(_sides.Newer, MergeChoices.None, TestContext.Current.CancellationToken);

        plan.Base.ShouldBeNull();
        plan.Conflicts.ShouldHaveSingleItem().Path.ShouldBe(Compose);
        plan.Changes.ShouldContain(change => change.Path == Dag && change.Kind == FileChangeKind.Kept);
    }

    [Fact]
    public async Task An_edit_after_the_plan_stops_the_staging()
    {
        var plan = await _sides.PlanAsync();
        _sides.Write("here", Dag, "new\n");

        Should.Throw<DataSpecException>(() => _sides.Merge.Stage(plan, _sides.Staged)).Message.ShouldContain("after the plan");
    }

    [Fact]
    public async Task What_cannot_be_written_leaves_nothing_half()
    {
        var plan = await _sides.PlanAsync();
        Directory.CreateDirectory(_sides.Staged);

        Should.Throw<DataSpecException>(() => _sides.Merge.Stage(plan, _sides.Staged)).Message.ShouldContain("it exists already");
        Directory.GetFileSystemEntries(_sides.Staged).ShouldBeEmpty();
        Path.Exists($"{_sides.Staged}.part").ShouldBeFalse();
    }

    [Theory]
    [InlineData("here")]
    [InlineData("nowhere")]
    public async Task A_folder_that_is_no_release_is_refused(string folder)
    {
        var error = await Should.ThrowAsync<DataSpecException>(() => _sides.Merge.PlanAsync(_sides.Of(folder), MergeChoices.None, TestContext.Current.CancellationToken));

        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
    }

    [Fact]
    public async Task A_pipe_among_the_files_is_named_and_not_opened()
    {
        Directory.CreateDirectory(Path.Combine(_sides.Here, "airflow"));
        Posix.MakePipe(Path.Combine(_sides.Here, "airflow/pipe"));

        (await Should.ThrowAsync<DataSpecException>(() => _sides.PlanAsync())).Message.ShouldContain("airflow/pipe");
    }

    [Fact]
    public async Task The_record_of_the_release_goes_back_once()
    {
        await _sides.PlanAsync();
        ReleaseRecord.Save(_sides.Root, _sides.Newer);
        ReleaseRecord.Read(_sides.Root)!.From.ShouldContain("newer");

        ReleaseRecord.Return(_sides.Root);
        ReleaseRecord.Return(_sides.Root);

        ReleaseRecord.Read(_sides.Root)!.From.ShouldContain("shipped");
        ReleaseRecord.Forget(_sides.Root);
        ReleaseRecord.Read(_sides.Root).ShouldBeNull();
    }

    static IEqualityComparer<FileChange> Same => EqualityComparer<FileChange>.Create((one, other) => (one?.Path, one?.Kind, one?.Conflict) == (other?.Path, other?.Kind, other?.Conflict), change => change.Path.GetHashCode(StringComparison.Ordinal));
}
