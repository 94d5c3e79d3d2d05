using DataSpec.Operations.Processes;
using DataSpec.Operations.Testing;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Testing;

public sealed class DagTestsSpecs
{
    const string Mixed = """
        test_counts (tests.test_load.LoadTest.test_counts) ... ok
        test_sums (tests.test_load.LoadTest.test_sums) ... FAIL
        test_kill (tests.test_load.LoadTest.test_kill) ... ERROR
        test_real (tests.test_load.LoadTest.test_real) ... skipped 'no Postgres given'
        Ran 4 tests in 1.0s
        """;

    [Fact]
    public void Each_line_of_unittest_becomes_an_outcome()
    {
        var report = DagTests.Read(Result(1, Mixed));

        report.ClosingLine.ShouldBe("1 passed, 2 failed, 1 skipped");
        report.Failed[0].Name.ShouldBe("test_sums (tests.test_load.LoadTest.test_sums)");
        report.Skipped[0].Reason.ShouldBe("'no Postgres given'");
    }

    [Fact]
    public void A_run_without_tests_has_proved_nothing() =>
        Should.Throw<CommandFailedException>(() => DagTests.Read(Result(0, "Ran 0 tests in 0.0s")));

    [Fact]
    public void A_filter_may_leave_no_test_of_the_pipelines() =>
        DagTests.Read(Result(0, "Ran 0 tests in 0.0s"), mayBeEmpty: true).Passed.ShouldBe(0);

    [Fact]
    public void A_bad_end_that_no_test_explains_is_a_failure() =>
        Should.Throw<CommandFailedException>(() => DagTests.Read(Result(1, "test_counts (tests.test_load.LoadTest.test_counts) ... ok")));

    static CommandResult Result(int exitCode, string text) => new(
        Command.Of("docker"), exitCode, TimeSpan.Zero, [.. text.Split('\n').Select(line => new OutputLine(OutputSource.Error, line))]);
}
