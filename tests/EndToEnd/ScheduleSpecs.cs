using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace DataSpec.EndToEnd;

public sealed class ScheduleSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task What_the_schedule_starts_makes_a_proved_backup_and_a_failure_is_told_until_the_next_success()
    {
        Share.TakeTurn(Scenarios.Backups);
        var stack = await sandbox.RunningStack();
        var target = System.IO.Directory.CreateTempSubdirectory("dataspec scheduled ").FullName;
        // Never due while the test runs.
        var time = DateTime.Now.AddHours(12).ToString("HH:mm", CultureInfo.InvariantCulture);
        try
        {
            await stack.Run(0, "Schedule", "--daily", time, "--target-dir", target, "--keep-daily", "1", "--keep-weekly", "1", "--keep-monthly", "1");
            (await stack.Run(0, "Schedule", "--show")).Output.ShouldContain(time);

            (await Start(stack)).ShouldBe(0, await Log(stack));
            var first = await Listed(stack, target);
            first.ShouldHaveSingleItem().GetProperty("proved").ValueKind.ShouldBe(JsonValueKind.String);

            // A target that cannot be written.
            System.IO.Directory.Move(target, $"{target}.away");
            await File.WriteAllTextAsync(target, "", TestContext.Current.CancellationToken);
            (await Start(stack)).ShouldBe(3, await Log(stack));
            (await stack.Run(0, "Status")).Output.ShouldContain("The scheduled Backup of");
            File.Delete(target);
            System.IO.Directory.Move($"{target}.away", target);

            (await Start(stack)).ShouldBe(0, await Log(stack));
            (await stack.Run(0, "Status")).Output.ShouldNotContain("The scheduled Backup of");
            (await Listed(stack, target)).ShouldHaveSingleItem().GetProperty("id").GetString().ShouldNotBe(first[0].GetProperty("id").GetString());
        }
        finally
        {
            await stack.Run(0, "Schedule", "--remove");
            System.IO.Directory.Delete(target, recursive: true);
        }

        (await stack.Run(0, "Schedule", "--show")).Output.ShouldContain("No schedule is set");
    }

    /// <summary>As cron starts it: with next to no environment, from another directory.</summary>
    static async Task<int> Start(Checkout stack)
    {
        using var process = Process.Start(new ProcessStartInfo("env", ["-i", "HOME=/", "SHELL=/bin/sh", "PATH=/usr/bin:/bin", "sh", "-c", $"exec /bin/sh '{stack.PathOf("data", ".dataspec", "schedule", "run.sh")}'"])
        {
            WorkingDirectory = "/",
        })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    static Task<string> Log(Checkout stack) => File.ReadAllTextAsync(stack.PathOf("data", ".dataspec", "schedule", "run.log"), TestContext.Current.CancellationToken);

    static async Task<JsonElement[]> Listed(Checkout stack, string target)
    {
        using var listed = JsonDocument.Parse((await stack.Run(0, "Backups", "--target-dir", target, "--json")).Output);
        return [.. listed.RootElement.GetProperty("backups").EnumerateArray().Select(one => one.Clone())];
    }
}
