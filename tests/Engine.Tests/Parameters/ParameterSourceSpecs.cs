using Shouldly;

namespace DataSpec.Engine.Tests.Parameters;

public sealed class ParameterSourceSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Without_a_value_the_member_keeps_its_own() => Go("Go").Text.ShouldBe("default");

    [Theory]
    [InlineData("Go --text x")]
    [InlineData("Go --text=x")]
    [InlineData("Go -Text x")]
    [InlineData("Go --TEXT x")]
    public void The_command_line_gives_a_value(string arguments) => Go(arguments).Text.ShouldBe("x");

    [Fact]
    public void The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        _run.WithFile("""{ "Text": "file", "Months": ["f"], "RetryCount": 1 }""").With("NUKE_TEXT", "variable").With("RETRY_COUNT", "2");

        var build = Go("Go --text typed");

        (build.Text, build.RetryCount, build.Months.Single()).ShouldBe(("typed", 2, "f"));
    }

    [Fact]
    public void A_file_gives_texts_numbers_and_flags_and_its_schema_and_nothings_are_passed_over()
    {
        _run.WithFile("""{ "$schema": "build.schema.json", "Text": null, "DryRun": true, "RetryCount": 7, "Months": ["a", 2, false] }""");

        var build = Go("Go");

        (build.Text, build.DryRun, build.RetryCount).ShouldBe(("default", true, 7));
        build.Months.ShouldBe(["a", "2", "false"]);
        _run.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("-0", 0)]
    [InlineData("-9", -9)]
    public void A_dash_before_a_digit_is_a_sign(string typed, int value) => Go($"Go --retry-count {typed}").RetryCount.ShouldBe(value);

    [Fact]
    public void A_profile_wins_over_the_common_file()
    {
        _run.WithFile("""{ "Text": "common" }""").WithFile("""{ "Text": "special" }""", "parameters.ci.json");

        Go("Go --profile ci").Text.ShouldBe("special");
    }

    [Fact]
    public void A_variable_of_one_word_counts_only_with_the_prefix()
    {
        _run.With("TEXT", "someone else's");
        Go("Go").Text.ShouldBe("default");
    }

    [Fact]
    public void An_empty_variable_is_an_unset_one()
    {
        _run.With("NUKE_TEXT", "").With("NUKE_RETRY_COUNT", "");
        (Go("Go").Text, _run.ExitCode).ShouldBe(("default", 0));
    }

    [Fact]
    public void Two_variables_that_agree_are_none()
    {
        _run.With("RETRY_COUNT", "1").With("NUKE_RETRY_COUNT", "1");
        (Go("Go").RetryCount, _run.ExitCode).ShouldBe((1, 0));
    }

    [Fact]
    public void Two_variables_that_differ_are_a_question()
    {
        _run.With("RETRY_COUNT", "1").With("NUKE_RETRY_COUNT", "2");
        Go("Go");
        (_run.ExitCode, _run.Error).ShouldSatisfyAllConditions(x => x.ExitCode.ShouldBe(2), x => x.Error.ShouldContain("NUKE_RETRY_COUNT and RETRY_COUNT both give --retry-count"));
    }

    [Fact]
    public void Everything_after_two_dashes_is_left_to_the_build() => Go("Go --text x -- --unknown y").Text.ShouldBe("x");

    [Fact]
    public void A_prefix_belongs_to_the_name() => ((IHazRetention)Go("Go --backup-retention 7")).Retention.ShouldBe(7);

    [Fact]
    public void A_parameter_may_have_another_name_than_its_member() => Go("Go --other x").Renamed.ShouldBe("x");

    [Fact]
    public void Lists_are_given_as_words_or_with_their_separator()
    {
        Go("Go --months a b").Months.ShouldBe(["a", "b"]);
        Go("Go --months a,b").Months.ShouldBe(["a", "b"]);
        _run.With("NUKE_MONTHS", " a, b,,").Run<ParameterBuild>("Go").Months.ShouldBe(["a", "b"], "blanks and empty items are nobody's value");
    }

    [Fact]
    public void A_file_may_have_comments_and_a_last_comma() =>
        _run.WithFile("{ // for all\n  \"Text\": \"x\",\n}").Run<ParameterBuild>("Go").Text.ShouldBe("x");

    [Fact]
    public void That_targets_come_first_is_told_only_to_who_typed_an_option()
    {
        Go("Go --dry-run=Go");
        _run.Error.ShouldContain("Targets are named before the options.");

        using var other = new TestRun();
        other.With("NUKE_DRY_RUN", "Go").Run<ParameterBuild>("Go");
        other.Error.ShouldContain("'Go' is no value for the variable NUKE_DRY_RUN");
        other.Error.ShouldNotContain("Targets are named");

        using var third = new TestRun();
        third.WithFile("""{ "DryRun": "Go" }""").Run<ParameterBuild>("Go");
        third.Error.ShouldContain("'Go' is no value for 'DryRun' in .nuke/parameters.json");
        third.Error.ShouldNotContain("Targets are named");
    }

    [Fact]
    public void Values_become_the_type_of_their_member()
    {
        var build = Go("Go --dry-run --colour darkgreen --target-dir out/x --max-age 1.5h --retry-count -3");

        (build.DryRun, build.Colour, build.MaxAge, build.RetryCount).ShouldBe((true, Colour.DarkGreen, TimeSpan.FromMinutes(90), -3));
        ((string?)build.TargetDir).ShouldBe(Path.Combine(_run.Root, "out", "x"));
    }

    [Theory]
    [InlineData("dark-green")]
    [InlineData("DarkGreen")]
    [InlineData("DARKGREEN")]
    public void A_choice_is_typed_with_or_without_dashes(string typed) => Go($"Go --colour {typed}").Colour.ShouldBe(Colour.DarkGreen);

    ParameterBuild Go(string arguments) => _run.Run<ParameterBuild>(arguments);
}
