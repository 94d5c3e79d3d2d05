using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Files;

/// <summary>What counts as the same, as text, and as a conflict.</summary>
public sealed class ReleaseTextSpecs : IDisposable
{
    const string Compose = "compose/compose.yaml";
    const string Dag = "airflow/dags/own.py";

    readonly ThreeSides _sides = new();

    public void Dispose() => _sides.Dispose();

    [Fact]
    public async Task The_same_change_on_both_sides_is_none()
    {
        _sides.Write("here", Compose, "services: {}\n").Write("newer", Compose, "services: {}\n").Write("here", Dag, "x\n").Write("newer", Dag, "x\n");

        (await _sides.PlanAsync()).Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_both_sides_added_with_different_content_is_a_conflict()
    {
        _sides.Write("here", Dag, "x = 1\n").Write("newer", Dag, "x = 2\n");

        (await _sides.PlanAsync()).Conflicts.ShouldHaveSingleItem().Path.ShouldBe(Dag);
    }

    [Fact]
    public async Task What_is_no_text_is_never_merged()
    {
        byte[] Picture(byte last) => [0, 1, 2, last];
        _sides.Write("shipped", "airflow/p.png", Picture(1)).Write("here", "airflow/p.png", Picture(2)).Write("newer", "airflow/p.png", Picture(3));

        (await _sides.PlanAsync()).Conflicts.ShouldHaveSingleItem().Conflict.ShouldBe("no text, and changed on both sides");
    }

    [Fact]
    public async Task A_file_saved_with_other_line_ends_here_keeps_them_and_takes_the_change()
    {
        _sides.Write("here", Compose, "services:\r\n  a: 1\r\n  b: 2\r\n  c: 3\r\n  d: 4\r\n  e: 5\r\n").Write("newer", Compose, "services:\n  a: 1\n  b: theirs\n  c: 3\n  d: 4\n  e: 5\n");

        _sides.Merge.Stage(await _sides.PlanAsync(), _sides.Staged);

        _sides.StagedText(Compose).ShouldBe("services:\r\n  a: 1\r\n  b: theirs\r\n  c: 3\r\n  d: 4\r\n  e: 5\r\n");
    }

    [Fact]
    public async Task A_missing_break_at_the_end_is_no_conflict()
    {
        _sides.Write("here", Compose, "services:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n  e: 5").Write("newer", Compose, "services:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n  e: 5\n  f: 6\n");

        _sides.Merge.Stage(await _sides.PlanAsync(), _sides.Staged);

        _sides.StagedText(Compose).ShouldBe("services:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n  e: 5\n  f: 6");
    }

    [Fact]
    public async Task Lines_that_merge_into_broken_json_are_a_conflict()
    {
        const string Lock = "compose/images.lock.json";
        _sides.Write("here", Lock, "{\n  \"own\": 0,\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n").Write("newer", Lock, "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3,\n  \"own\": 1\n}\n");

        (await _sides.PlanAsync()).Conflicts.ShouldHaveSingleItem().Conflict.ShouldNotBeNull().ShouldStartWith("both changes together are no longer valid");
    }
}
