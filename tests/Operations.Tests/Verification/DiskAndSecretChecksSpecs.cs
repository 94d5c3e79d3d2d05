using System.Collections.Immutable;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Verification;
using DataSpec.Operations.Verification.Checks.Files;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

public class DiskAndSecretChecksSpecs
{
    const long Gigabyte = 1_000_000_000;
    static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(new[] { 40L, 30 }, null)] // two days are no trend
    [InlineData(new[] { 40L, 30, 20 }, 1.0)]
    [InlineData(new[] { 20L, 20, 20 }, double.PositiveInfinity)]
    [InlineData(new[] { 100L, 99, 98, 20, 96, 95, 94 }, 10.0)] // one busy day
    public void A_disk_lasts_as_long_as_it_would_at_its_usual_loss_a_day(long[] freeByDay, double? days) =>
        DiskHistory.DaysLeft([.. freeByDay.Select((free, day) => Note(Now.AddDays(day - freeByDay.Length), free * Gigabyte))], Now, 10 * Gigabyte).ShouldBe(days);

    [Fact]
    public void What_is_older_than_a_month_does_not_count() =>
        DiskHistory.DaysLeft([Note(Now.AddDays(-50), 9 * Gigabyte), Note(Now.AddDays(-40), 8 * Gigabyte), Note(Now.AddDays(-1), Gigabyte)], Now, Gigabyte).ShouldBeNull();

    [Theory]
    [InlineData(null, CheckStatus.Skipped)]
    [InlineData(1.9, CheckStatus.Failed)]
    [InlineData(13.9, CheckStatus.Warning)]
    [InlineData(14.1, CheckStatus.Passed)]
    [InlineData(double.PositiveInfinity, CheckStatus.Passed)]
    public void Less_than_two_days_fail_and_less_than_fourteen_are_told(double? days, CheckStatus expected) => DiskChecks.OfForecast(days, 3).Status.ShouldBe(expected);

    [Fact]
    public void A_day_is_noted_once_with_the_sizes_of_the_folders()
    {
        using var stack = new TemporaryDirectory();
        Directory.CreateDirectory(stack.Root.State);
        Directory.CreateDirectory(Path.Combine(stack.Root.Data, "postgres"));
        File.WriteAllText(Path.Combine(stack.Root.Data, "postgres", "file"), "12345");

        DiskHistory.Note(stack.Root, TimeProvider.System);
        DiskHistory.Note(stack.Root, TimeProvider.System);

        var note = DiskHistory.Read(stack.Root).ShouldHaveSingleItem();
        note.FreeBytes.ShouldBeGreaterThan(0);
        note.Folders["postgres"].ShouldBe(5);
    }

    [Theory]
    [InlineData("POSTGRES_PASSWORD=Admin")]
    [InlineData("POSTGRES_PASSWORD=me\nPOSTGRES_USER=me")]
    public void A_known_password_fails_without_its_value_being_shown(string env)
    {
        var outcome = SecretChecks.OfValues(EnvDocument.Parse(env));

        outcome.Status.ShouldBe(CheckStatus.Failed);
        outcome.Evidence.ShouldBe("POSTGRES_PASSWORD: a password that everybody knows");
    }

    [Fact]
    public void A_generated_password_passes() => SecretChecks.OfValues(EnvDocument.Parse($"POSTGRES_PASSWORD={SecretGenerator.Password()}")).Status.ShouldBe(CheckStatus.Passed);

    [Fact]
    public void What_git_tracks_is_named() => SecretChecks.OfTracked([".env"]).Evidence.ShouldBe("git tracks .env");

    [Theory]
    [InlineData(".env", 0x180, 0x1C0, CheckStatus.Passed)]
    [InlineData(".env", 0x1A4, 0x1C0, CheckStatus.Failed)]
    [InlineData("data/.dataspec/deployed/.env", 0x1A4, 0x1C0, CheckStatus.Passed)] // nobody else comes to it
    [InlineData("data/.dataspec/deployed/.env", 0x1A4, 0x1ED, CheckStatus.Failed)]
    [InlineData("backups/one/config/.env", 0x1A4, 0x1ED, CheckStatus.Warning)]
    [InlineData("backups/one/config/notes", 0x1A4, 0x1ED, CheckStatus.Passed)]
    public void A_secret_that_others_can_reach_and_read_is_found(string path, int fileMode, int folderMode, CheckStatus expected)
    {
        using var stack = new TemporaryDirectory();
        var file = stack.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, (UnixFileMode)fileMode);
        File.SetUnixFileMode(Path.GetDirectoryName(file)!, (UnixFileMode)folderMode);

        SecretModesCheck.Of(stack.Root, "backups").Status.ShouldBe(expected);
    }

    static DiskNote Note(DateTimeOffset at, long free) => new(at, free, 9 * free, ImmutableSortedDictionary<string, long>.Empty);
}
