using DataSpec.Operations.Backups;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

public sealed class RetentionSpecs
{
    static readonly DateTimeOffset Now = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_year_of_daily_backups_leaves_days_weeks_and_months()
    {
        var year = Enumerable.Range(0, 365).Select(days => Proved(Now.AddDays(-days))).ToArray();

        var kept = Retention.Decide(year, new()).Where(verdict => verdict.IsKept).ToArray();

        kept.Length.ShouldBeInRange(7 + 2 + 4, 7 + 4 + 6);
        kept[0].Reason.ShouldBe("newest proved");
        year.Take(7).ShouldAllBe(backup => kept.Any(verdict => verdict.Id == backup.Id));
    }

    [Fact]
    public void Of_one_day_the_newest_is_kept() =>
        Kept([Proved(Now), Proved(Now.AddHours(-1)), Proved(Now.AddDays(-1)), Proved(Now.AddDays(-1).AddHours(-2))], new(2, 0, 0))
            .ShouldBe([Id(Now), Id(Now.AddDays(-1))]);

    [Fact]
    public void With_nothing_to_keep_the_newest_proved_stays() => Kept([Proved(Now), Proved(Now.AddDays(-1))], new(0, 0, 0)).ShouldBe([Id(Now)]);

    [Fact]
    public void One_that_is_not_proved_fills_no_place_and_goes_once_a_later_one_is_proved() =>
        Kept([Proved(Now), Proved(Now.AddHours(-1)) with { IsProved = false }, Proved(Now.AddDays(-1))], new(2, 0, 0)).ShouldBe([Id(Now), Id(Now.AddDays(-1))]);

    [Fact]
    public void The_latest_stays_though_it_is_not_proved_yet() =>
        Kept([Proved(Now) with { IsProved = false }, Proved(Now.AddDays(-1))], new(1, 0, 0)).ShouldBe([Id(Now), Id(Now.AddDays(-1))]);

    [Fact]
    public void Where_none_is_proved_all_stay() =>
        Kept([Proved(Now) with { IsProved = false }, Proved(Now.AddDays(-9)) with { IsProved = false }], new(1, 1, 1)).Length.ShouldBe(2);

    [Fact]
    public void What_a_kept_one_continues_is_kept_with_it()
    {
        var chain = new[] { Proved(Now.AddDays(-3)), Proved(Now.AddDays(-2)) with { Parent = Id(Now.AddDays(-3)) }, Proved(Now) with { Parent = Id(Now.AddDays(-2)) } };

        var verdicts = Retention.Decide([.. chain, Proved(Now.AddDays(-1))], new(1, 0, 0));

        verdicts.Select(verdict => verdict.Reason).ShouldBe([$"continued by {Id(Now)}", $"continued by {Id(Now)}", "newest proved", null]);
    }

    [Fact]
    public void The_newest_is_the_last_in_order_though_the_clock_went_back() =>
        Kept([Proved(Now) with { Order = 1 }, Proved(Now.AddYears(-1)) with { Order = 2 }], new(0, 0, 0)).ShouldBe([Id(Now.AddYears(-1))]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_there_is_the_rules_hold(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var rule = new RetentionRule(random.Next(0, 9), random.Next(0, 5), random.Next(0, 7));
            var backups = Enumerable.Range(0, random.Next(1, 60))
                .Select(number => new RetainedBackup($"{number:00}", Now.AddMinutes(-random.Next(0, 400 * 24 * 60)), random.Next(3) > 0))
                .ToArray();
            var verdicts = Retention.Decide(backups, rule);

            verdicts.Select(verdict => verdict.Id).ShouldBe(backups.Select(backup => backup.Id));
            var keptProved = backups.Where(backup => backup.IsProved && verdicts.Single(verdict => verdict.Id == backup.Id).IsKept).ToArray();
            keptProved.Length.ShouldBeLessThanOrEqualTo(Math.Max(1, rule.Daily + rule.Weekly + rule.Monthly));
            if (backups.Where(backup => backup.IsProved).MaxBy(backup => backup.At) is { } newest)
                keptProved.ShouldContain(newest);

            // Pruning twice takes no more than once, and a new unproved one takes none of the others' places.
            var left = backups.Where(backup => verdicts.Single(verdict => verdict.Id == backup.Id).IsKept).ToArray();
            Retention.Decide(left, rule).ShouldAllBe(verdict => verdict.IsKept);
            Kept([.. left, new RetainedBackup("new", Now.AddDays(1), IsProved: false)], rule).Length.ShouldBe(left.Length + 1);
        }
    }

    static string[] Kept(RetainedBackup[] backups, RetentionRule rule) => [.. Retention.Decide(backups, rule).Where(verdict => verdict.IsKept).Select(verdict => verdict.Id)];

    static RetainedBackup Proved(DateTimeOffset at) => new(Id(at), at, IsProved: true);

    static string Id(DateTimeOffset at) => at.ToString("s", System.Globalization.CultureInfo.InvariantCulture);
}
