using System.Net;
using System.Net.Sockets;

namespace DataSpec.EndToEnd;

/// <summary>Bad input gets a clear error before anything is touched.</summary>
public sealed class WrongInputSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task A_wrong_password_in_env_is_named_and_the_running_stack_stays_as_it_was()
    {
        var stack = await sandbox.RunningStack();
        var right = stack.SetEnv("POSTGRES_PASSWORD", "wrong0000000000000000000000000000");
        try
        {
            using var up = stack.Start("Up");
            var run = await up.End(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

            run.ExitCode.ShouldNotBe(0, run.Everything);
            run.Everything.ShouldContain("POSTGRES_PASSWORD");
            run.Everything.ShouldNotContain("wrong0000000000000000000000000000");
        }
        finally
        {
            stack.SetEnv("POSTGRES_PASSWORD", right);
        }

        await stack.Run(0, "Up");
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals());
    }

    [Fact]
    public async Task A_busy_port_is_named_with_its_holder_before_anything_is_created()
    {
        var stack = await sandbox.EmptyStack();
        using var holder = new TcpListener(IPAddress.Loopback, stack.AirflowPort);
        holder.Start();

        var run = await stack.Run(3, "Up");

        run.Error.ShouldContain($"{stack.AirflowPort}");
        run.Error.ShouldContain($"{Environment.ProcessId}");
        run.Error.ShouldContain("AIRFLOW_PORT");
        Directory.Exists(stack.PathOf("data", "postgres")).ShouldBeFalse();
        (await Docker.Run("ps", "-aq", "--filter", $"label=com.docker.compose.project={stack.Project}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_misspelt_target_or_option_stops_before_any_target_with_a_suggestion()
    {
        var stack = await sandbox.RunningStack();

        (await stack.Run(2, "Upp")).Error.ShouldContain("Up");
        (await stack.Run(2, "Up", "--imges", "present")).Error.ShouldContain("--images");
        (await stack.Run(2, "Up", "--images", "nowhere")).Error.ShouldContain("nowhere");
    }

    [Fact]
    public async Task A_value_in_env_that_makes_no_sense_is_quoted_and_nothing_is_started()
    {
        var stack = await sandbox.EmptyStack("AIRFLOW_PARALLELISM=many", "POSTGRES_MEMORY=2 apples");

        var run = await stack.Run(2, "Up");

        run.Error.ShouldContain("many");
        run.Error.ShouldContain("2 apples");
        (await Docker.Run("ps", "-aq", "--filter", $"label=com.docker.compose.project={stack.Project}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dry_run_of_Setup_changes_nothing()
    {
        var stack = await sandbox.EmptyStack();
        var before = await File.ReadAllTextAsync(stack.PathOf(".env"), TestContext.Current.CancellationToken);

        var run = await stack.Run(0, "Setup", "--dry-run");

        run.Output.ShouldContain("POSTGRES_PASSWORD");
        (await File.ReadAllTextAsync(stack.PathOf(".env"), TestContext.Current.CancellationToken)).ShouldBe(before);
        Directory.Exists(stack.PathOf("data")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_env_made_by_hand_keeps_its_lines_and_only_gains_what_is_missing()
    {
        var stack = await sandbox.EmptyStack("# mine", "MY_OWN_KEY=kept as it is");
        var before = await File.ReadAllTextAsync(stack.PathOf(".env"), TestContext.Current.CancellationToken);

        await stack.Run(0, "Setup");
        var after = await File.ReadAllTextAsync(stack.PathOf(".env"), TestContext.Current.CancellationToken);
        await stack.Run(0, "Setup");

        after.ShouldStartWith(before);
        stack.EnvValue("POSTGRES_PASSWORD").Length.ShouldBe(32);
        (await File.ReadAllTextAsync(stack.PathOf(".env"), TestContext.Current.CancellationToken)).ShouldBe(after);
        File.GetUnixFileMode(stack.PathOf(".env")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
