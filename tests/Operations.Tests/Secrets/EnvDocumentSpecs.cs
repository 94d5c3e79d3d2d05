using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

public class EnvDocumentSpecs
{
    [Theory]
    [InlineData("A=1", "1")]
    [InlineData("A = 1 ", "1")]
    [InlineData("export A=1", "1")]
    [InlineData("A: 1", "1")]
    [InlineData("A=", "")]
    [InlineData("A='one two'", "one two")]
    [InlineData("A=\"one two\" # note", "one two")]
    [InlineData("A=one # note", "one")]
    [InlineData("A=one#two", "one#two")]
    [InlineData("A='it\\'s'", "it's")]
    [InlineData("A='a\\nb'", "a\\nb")]
    [InlineData("A=\"a\\nb\"", "a\nb")]
    [InlineData("A='two\nlines'", "two\nlines")]
    [InlineData("A=1\r\nB=2\r\n", "1")]
    [InlineData("A=1\nA=2", "2")]
    [InlineData("\uFEFFA=1", "1")]
    [InlineData("A=${B}", "${B}")]
    public void A_value_is_read_as_compose_reads_it(string text, string expected) =>
        EnvDocument.Parse(text)["A"].ShouldBe(expected);

    [Theory]
    [InlineData("A='open\nB=1", 1)]
    [InlineData("A=1\nB C=2", 2)]
    [InlineData("A=1\n\n=2", 3)]
    public void A_line_that_compose_refuses_is_named_by_its_number(string text, int line) =>
        Should.Throw<EnvSyntaxException>(() => EnvDocument.Parse(text)).Line.ShouldBe(line);

    [Fact]
    public void A_syntax_error_does_not_show_the_value()
    {
        var error = Should.Throw<EnvSyntaxException>(() => EnvDocument.Parse("PASSWORD='verysecret"));

        error.Message.ShouldNotContain("verysecret");
        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
    }

    [Fact]
    public void Comments_and_blank_lines_are_no_entries() =>
        EnvDocument.Parse("# A=1\n\n  # B=2\nC=3").Entries.Select(entry => entry.Key).ShouldBe(["C"]);

    [Theory]
    [InlineData("A=$B", true)]
    [InlineData("A=\"$B\"", true)]
    [InlineData("A='$B'", false)]
    [InlineData("A=b", false)]
    public void A_value_that_compose_would_expand_is_flagged(string text, bool flagged) =>
        EnvDocument.Parse(text).Entries.Single().Expands.ShouldBe(flagged);

    [Fact]
    public void A_bare_name_has_no_value_of_its_own() => EnvDocument.Parse("A\nB=1")["A"].ShouldBeNull();

    [Fact]
    public void A_change_keeps_every_other_byte() =>
        EnvDocument.Parse("# mine\r\n\r\nexport A = 'x y'  # note\r\nB=2").With("A", "z").Text
            .ShouldBe("# mine\r\n\r\nexport A = z  # note\r\nB=2");

    [Fact]
    public void Of_a_key_that_comes_twice_the_one_that_counts_is_changed() =>
        EnvDocument.Parse("A=1\nA=2\n").With("A", "3").Text.ShouldBe("A=1\nA=3\n");

    [Fact]
    public void Added_lines_have_the_line_ends_of_the_file_and_close_its_last_line() =>
        EnvDocument.Parse("A=1\r\nB=2").Appended(["more"], [new("C", "3")]).Text.ShouldBe("A=1\r\nB=2\r\n# more\r\nC=3\r\n");

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("with blank # and $dollar")]
    [InlineData("it's \"quoted\"")]
    [InlineData("back\\slash")]
    public void A_written_value_is_read_back(string value)
    {
        var written = EnvDocument.Parse("A=old\nB=1\n").With("A", value);

        EnvDocument.Parse(written.Text)["A"].ShouldBe(value);
        EnvDocument.Parse(written.Text)["B"].ShouldBe("1");
    }

    [Fact]
    public void A_value_that_the_format_cannot_hold_is_refused() =>
        Should.Throw<DataSpecException>(() => EnvDocument.Empty.With("A", "ends in \\")).ExitCode.ShouldBe(ExitCode.WrongUsage);
}
