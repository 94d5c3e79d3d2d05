using DataSpec.Operations.Backups.Receiving;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Receiving;

public sealed class RecoveryMomentSpecs
{
    static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    [Theory]
    [InlineData("2026-07-01T14:30:00Z", "2026-07-01 14:30:00.000000 UTC")]
    [InlineData("2026-07-01T14:30:00.123456+02:00", "2026-07-01 12:30:00.123456 UTC")]
    [InlineData("2026-07-01 14:30-05:00", "2026-07-01 19:30:00.000000 UTC")]
    public void A_time_with_a_zone_is_taken_as_it_is(string text, string utc)
    {
        var moment = RecoveryMoment.OfTime(text, Zurich);

        moment.ToString().ShouldBe(utc);
        moment.Note.ShouldBeNull();
    }

    [Fact]
    public void A_time_without_a_zone_is_of_this_machine_and_says_so()
    {
        var moment = RecoveryMoment.OfTime("2026-07-01T14:30", Zurich);

        moment.ToString().ShouldBe("2026-07-01 12:30:00.000000 UTC");
        moment.Note.ShouldNotBeNull().ShouldContain("Europe/Zurich");
    }

    [Theory]
    [InlineData("yesterday", "is no time")]
    [InlineData("2026-13-01T00:00Z", "is no time")]
    [InlineData("01.07.2026 14:30", "is no time")]
    [InlineData("2026-10-25T02:30", "there twice")]
    [InlineData("2026-03-29T02:30", "left out")]
    public void What_is_no_one_moment_is_refused(string text, string told)
    {
        var refused = Should.Throw<DataSpecException>(() => RecoveryMoment.OfTime(text, Zurich));

        refused.ExitCode.ShouldBe(ExitCode.WrongUsage);
        refused.Message.ShouldContain(told);
    }

    [Fact]
    public void A_place_is_taken_as_Postgres_writes_it()
    {
        RecoveryMoment.OfPlace("0/1a2b3c4d").Place.ShouldBe("0/1A2B3C4D");
        Should.Throw<DataSpecException>(() => RecoveryMoment.OfPlace("1A2B3C4D")).ExitCode.ShouldBe(ExitCode.WrongUsage);
    }
}
