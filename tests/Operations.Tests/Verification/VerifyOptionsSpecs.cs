using System.Collections.Immutable;
using DataSpec.Operations.Verification;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

public class VerifyOptionsSpecs
{
    static readonly ImmutableArray<CheckDescription> All =
        [new("containers.running", 1, "", ""), new("pg.login", 2, "", ""), new("pg.checksums", 3, "", ""), new("pg.amcheck", CheckDescription.Deep, "", "")];

    [Theory]
    [InlineData(1, false, "containers.running")]
    [InlineData(2, false, "containers.running pg.login")]
    [InlineData(3, false, "containers.running pg.login pg.checksums")]
    [InlineData(1, true, "containers.running pg.amcheck")]
    public void A_level_has_the_checks_of_those_below_it_and_deep_adds_its_own(int level, bool deep, string ids) =>
        Ids(new(level, deep, [], [], null, default)).ShouldBe(ids);

    [Fact]
    public void A_first_part_names_all_of_it_whatever_their_level_but_what_reads_everything() =>
        Ids(new(1, Deep: false, ["pg"], ["pg.login"], null, default)).ShouldBe("pg.checksums");

    [Theory]
    [InlineData(false, "pg.amcheck")]
    [InlineData(true, "pg")]
    public void What_reads_everything_is_looked_at_by_its_whole_id_or_with_deep(bool deep, string name) =>
        Ids(new(1, deep, [name], ["pg.login", "pg.checksums"], null, default)).ShouldBe("pg.amcheck");

    [Theory]
    [InlineData(null, "")]
    [InlineData("latest", "data.since")]
    public void What_only_compares_is_looked_at_where_there_is_something_to_compare_with(string? since, string ids) =>
        string.Join(' ', new VerifyOptions(1, Deep: false, [], [], since, default).Choose([new("data.since", 3, "", "") { ComparesOnly = true }]).Select(check => check.Id)).ShouldBe(ids);

    [Fact]
    public void A_name_that_no_check_bears_is_refused_with_the_nearest_one()
    {
        var error = Should.Throw<DataSpecException>(() => Ids(new(2, Deep: false, ["pg.checksum"], [], null, default)));

        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
        error.Message.ShouldContain("Did you mean 'pg.checksums'?");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_level_that_does_not_exist_is_refused(int level) =>
        Should.Throw<DataSpecException>(() => Ids(new(level, Deep: false, [], [], null, default))).ExitCode.ShouldBe(ExitCode.WrongUsage);

    static string Ids(VerifyOptions options) => string.Join(' ', options.Choose(All).Select(check => check.Id));
}
