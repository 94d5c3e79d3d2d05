using DataSpec.Operations.Tests.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

/// <summary>What the stack uses of apache/airflow's contract, on the image built from packages.</summary>
[Trait("kind", "integration")]
public sealed class AirflowImageSpecs
{
    const string Airflow = "dataspec/airflow:3.3.2-packages";

    [Fact]
    public async Task User_group_folders_and_umask_are_the_official_ones()
    {
        await using var engine = await LiveEngine.WithAsync(Airflow);
        (await engine.RunAsync(Airflow, "bash", "-c", "id -u; id -g; echo $AIRFLOW_HOME $HOME; umask; pwd; type -P curl nc python | wc -l")).StandardOutput.Split('\n')
            .ShouldBe(["50000", "0", "/opt/airflow /home/airflow", "0002", "/opt/airflow", "3"]);
    }

    [Theory]
    [InlineData("airflow", "version")]
    [InlineData("version")]
    public async Task An_airflow_command_works_with_and_without_its_name(params string[] command)
    {
        await using var engine = await LiveEngine.WithAsync(Airflow);
        (await engine.RunAsync([Airflow, .. command])).StandardOutput.ShouldEndWith("3.3.2");
    }

    [Theory]
    [InlineData("bash", "-c", "echo as is")]
    [InlineData("sh", "-c", "echo as is")]
    [InlineData("python", "-c", "print('as is')")]
    public async Task Shells_and_python_run_as_they_are(params string[] command)
    {
        await using var engine = await LiveEngine.WithAsync(Airflow);
        (await engine.RunAsync([Airflow, .. command])).StandardOutput.ShouldBe("as is");
    }

    [Fact]
    public async Task Any_user_id_works_with_group_0_and_only_with_it()
    {
        await using var engine = await LiveEngine.WithAsync(Airflow);
        (await engine.RunAsync("--user", "4321:0", Airflow, "bash", "-c", "whoami; touch /opt/airflow/logs/x && echo written")).StandardOutput.ShouldBe("default\nwritten");
        var refused = await engine.RunAsync("--user", "4321:4321", Airflow, "bash", "-c", "true");
        refused.ExitCode.ShouldBe(1);
        refused.StandardError.ShouldContain("--user 4321:0");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_ends_the_start_after_the_given_tries()
    {
        await using var engine = await LiveEngine.WithAsync(Airflow);
        string[] nowhere = ["-e", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=postgresql+psycopg2://a:secret-word@127.0.0.1:1/a", "-e", "CONNECTION_CHECK_SLEEP_TIME=0"];
        var result = await engine.RunAsync([.. nowhere, "-e", "CONNECTION_CHECK_MAX_COUNT=2", Airflow, "bash", "-c", "echo started"]);
        result.ExitCode.ShouldBe(1);
        result.StandardError.ShouldContain("did not answer 2 times");
        (result.StandardError + result.StandardOutput).ShouldNotContain("secret-word");
        (await engine.RunAsync([.. nowhere, "-e", "CONNECTION_CHECK_MAX_COUNT=0", Airflow, "bash", "-c", "echo started"])).StandardOutput.ShouldBe("started");
    }

    [Fact]
    public async Task Dlt_is_there_and_no_wheel_stayed_behind()
    {
        await using var engine = await LiveEngine.WithAsync(Airflow);
        var result = await engine.RunAsync(
            Airflow, "bash", "-c", "python -c 'import dlt, pyarrow, adbc_driver_postgresql; print(dlt.__version__)'; find / -xdev -path /usr/share -prune -o -name '*.whl' -size +100k -print 2>/dev/null | wc -l");
        result.StandardOutput.ShouldBe("1.31.0\n0");
    }

    [Fact]
    public async Task Bytecode_is_there_from_the_start()
    {
        await using var engine = await LiveEngine.WithAsync(Airflow);
        (await engine.RunAsync(Airflow, "python", "-c", "import airflow.configuration as m, os; print(os.path.exists(m.__cached__))")).StandardOutput.ShouldEndWith("True");
    }
}
