using System.Text.Json;

namespace DataSpec.EndToEnd.Verification;

/// <summary><c>Verify --deep</c> starts a copy of the cluster; what happens to that when the tool dies.</summary>
public sealed class DeepSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task A_killed_deep_look_leaves_the_stack_as_it_was_and_the_next_one_removes_its_copy()
    {
        Share.TakeTurn(Scenarios.Backups);
        var stack = await sandbox.HealthyStack();
        try
        {
            await stack.Run(0, "Backup", "--no-prove");
            using (var look = stack.Start("Verify", "--level", "3", "--deep"))
            {
                await Eventually.Holds(async () => (await Copies(stack)).Length > 0, TimeSpan.FromMinutes(2), "the copy runs");
                look.Signal("KILL");
                await look.End(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            }

            (await stack.Run(0, "Status")).Everything.ShouldNotContain("unfinished");
            await stack.Run(0, "Verify", "--level", "1");

            var next = await stack.Run(0, "Verify", "--level", "3", "--deep", "--json");

            using var report = JsonDocument.Parse(next.Output);
            report.RootElement.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("id").GetString() is "pg.amcheck").GetProperty("status").GetString().ShouldBe("passed");
            (await Copies(stack)).ShouldBeEmpty();
            (await Docker.Run("volume", "ls", "--quiet", "--filter", $"label=dataspec.backup={stack.Project}")).ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(stack.PathOf("backups"), recursive: true);
        }
    }

    static async Task<string> Copies(Checkout stack) => (await Docker.Run("ps", "--all", "--quiet", "--filter", $"label=dataspec.backup={stack.Project}")).Trim();
}
