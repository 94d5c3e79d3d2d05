using DataSpec.Operations.Images;
using DataSpec.Operations.Tests.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

/// <summary>What the stack uses of apache/superset's contract, on the image built from packages.</summary>
public sealed class SupersetImageSpecs
{
    const string Superset = "dataspec/superset:6.1.0-packages";

    [Fact]
    [Trait("kind", "integration")]
    public async Task User_folders_variables_and_command_are_the_official_ones()
    {
        await using var engine = await LiveEngine.WithAsync(Superset);
        (await engine.RunAsync(
            Superset, "bash", "-c", "id -u; id -g; echo $SUPERSET_HOME $HOME $PYTHONPATH $SUPERSET_PORT $SUPERSET_ENV; echo $FLASK_APP; pwd; type -P curl python superset"))
            .StandardOutput.Split('\n').ShouldBe(
            [
                "1000", "1000", "/app/superset_home /app/superset_home /app/pythonpath 8088 production", "superset.app:create_app()", "/app",
                "/usr/bin/curl", "/app/.venv/bin/python", "/app/.venv/bin/superset",
            ]);
        var config = await engine.DockerAsync("image", "inspect", "--format", "{{json .Config.Cmd}} {{json .Config.Entrypoint}} {{json .Config.ExposedPorts}}", Superset);
        config.StandardOutput.Trim().ShouldBe("""["/app/docker/entrypoints/run-server.sh"] null {"8088/tcp":{}}""");
    }

    [Fact]
    [Trait("kind", "integration")]
    public async Task The_postgres_driver_is_there_with_bytecode_and_no_wheel_stayed_behind()
    {
        await using var engine = await LiveEngine.WithAsync(Superset);
        var result = await engine.RunAsync(
            Superset, "bash", "-c", "python -c 'import os, psycopg2, cachetools, flask; from importlib.metadata import version; print(os.path.exists(flask.__cached__), version(\"apache-superset\"))'; find / -xdev -path /usr/share -prune -o -name '*.whl' -size +100k -print 2>/dev/null | wc -l");
        result.StandardOutput.ShouldBe("True 6.1.0\n0");
    }

    [Fact]
    [Trait("kind", "integration")]
    public async Task The_server_is_sized_by_the_variables_of_the_official_script_and_gets_the_stop_signal_itself()
    {
        await using var engine = await LiveEngine.WithAsync(Superset);
        var name = await engine.StartAsync(
            "--network=none", "-e", "FLASK_APP=wsgiref.simple_server:demo_app", "-e", "SERVER_WORKER_AMOUNT=2", "-e", "SERVER_THREADS_AMOUNT=3", "-e", "GUNICORN_TIMEOUT=77",
            "-e", "SUPERSET_PORT=8099", Superset);
        await engine.EventuallyAsync("exec", name, "curl", "-fsS", "-o", "/dev/null", "http://localhost:8099/");
        var line = await engine.DockerAsync("exec", name, "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline; pgrep -c gunicorn");
        line.StandardOutput.ShouldContain("--workers 2 --worker-class gthread --threads 3 --timeout 77");
        line.StandardOutput.ShouldNotContain("statsd");
        line.StandardOutput.Trim().ShouldEndWith("3");
        (await engine.DockerAsync("stop", "--time", "20", name)).EnsureSuccess();
        (await engine.DockerAsync("inspect", "--format", "{{.State.ExitCode}}", name)).StandardOutput.Trim().ShouldBe("0");
    }

    [Fact]
    public void Superset_and_airflow_share_one_base_system()
    {
        var catalogue = ImageCatalogue.Load(Checkout.Root.ImagesLock);
        BaseOf("superset").ShouldBe(BaseOf("airflow"));

        string BaseOf(string service) =>
            BaseSystem.ReferenceOf(Path.Combine(Checkout.Root.ImagesDirectory, catalogue[service].Packages!.Folder), catalogue[service].Packages!);
    }
}
