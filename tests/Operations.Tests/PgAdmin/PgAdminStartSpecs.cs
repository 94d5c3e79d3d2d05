using DataSpec.Operations.Tests.Logging;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.PgAdmin;

/// <summary>The real compose service and start.py, on a stand-in for the image: pgAdmin's own image and package cannot be had where this
/// was written. Its command line and tables are as upstream's of 9.17 (tests/README.md).</summary>
[Trait("kind", "integration")]
public sealed class PgAdminStartSpecs : IAsyncLifetime
{
    const string Database = "/var/lib/pgadmin/pgadmin4.db";
    const string PassFile = "/var/lib/pgadmin/storage/admin_example.com/.pgpass";
    SandboxStack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await SandboxStack.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
            await _stack.DisposeAsync();
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.PgAdminStart))]
    public async Task Server_pass_file_and_password_follow_env_at_each_start_and_a_persons_own_server_stays()
    {
        await StartAsync();
        (await SqlAsync("select name, host, port, maintenance_db, username from server")).ShouldBe("Warehouse|postgres|5432|datafoundry|datafoundry");
        (await SqlAsync("select json_extract(connection_params, '$.passfile') from server")).ShouldBe("/.pgpass");
        (await ModeAsync(PassFile)).ShouldBe("600");
        (await _stack.ExecAsync("pgadmin", "cat", PassFile)).ShouldBe($"postgres:5432:*:datafoundry:{_stack["POSTGRES_PASSWORD"]}");
        (await ModeAsync("/var/lib/pgadmin/dataspec.json")).ShouldBe("600");
        (await _stack.ExecAsync("pgadmin", "id", "-u")).ShouldBe("5050");
        var first = await SqlAsync("select password from user");
        await SqlAsync("insert into server (user_id, servergroup_id, name) values (1, 1, 'my own')");

        await _stack.ComposeAsync("restart", "pgadmin");
        await AnswersAsync();
        (await SqlAsync("select password from user")).ShouldBe(first, "nothing changed");
        (await SqlAsync("select group_concat(name) from server")).ShouldBe("Warehouse,my own");

        _stack.Set("PGADMIN_PASSWORD", "another0password");
        _stack.Set("POSTGRES_PASSWORD", "with:colon\\and0backslash");
        await SqlAsync("delete from server where name = 'Warehouse'");
        await StartAsync();
        (await SqlAsync("select password from user")).ShouldNotBe(first);
        (await HashesAsync("another0password")).ShouldBe("True");
        (await SqlAsync("select group_concat(name) from server")).ShouldBe("my own,Warehouse");
        (await _stack.ExecAsync("pgadmin", "cat", PassFile)).ShouldEndWith(":with\\:colon\\\\and0backslash");

        var servers = Path.Combine(_stack.Root.Directory, "scripts-config", "pgadmin", "servers.json");
        File.WriteAllText(servers, File.ReadAllText(servers).Replace("\"Port\": 5432", "\"Port\": 5433", StringComparison.Ordinal));
        _stack.Set("PGADMIN_EMAIL", "other@example.com");
        await StartAsync();
        (await SqlAsync("select group_concat(email) from user")).ShouldBe("admin@example.com,other@example.com");
        (await SqlAsync("select s.name || s.port from server s join user u on u.id = s.user_id where u.email = 'other@example.com'")).ShouldBe("Warehouse5433");

        var shown = (await _stack.DockerAsync("logs", $"{_stack.Project}-pgadmin-1")).StandardOutput;
        shown.ShouldContain("the password of other@example.com follows .env");
        shown.ShouldNotContain("another0password");
    }

    async Task StartAsync()
    {
        await _stack.ComposeAsync("up", "--detach", "--no-deps", "setup");
        await SandboxStack.EventuallyAsync(async () => await _stack.StateAsync("setup") == "exited", "the folders are made");
        await _stack.ComposeAsync("up", "--detach", "--no-deps", "pgadmin");
        await AnswersAsync();
    }

    /// <summary>By the container's own health check.</summary>
    Task AnswersAsync() => SandboxStack.EventuallyAsync(
        async () => (await _stack.DockerAsync("exec", $"{_stack.Project}-pgadmin-1", "sh", "-c", "wget -q -T 5 -O - http://127.0.0.1:5050/misc/ping | grep -q PING")).Succeeded,
        "pgAdmin answers");

    Task<string> ModeAsync(string path) => _stack.ExecAsync("pgadmin", "stat", "-c", "%a", path);

    Task<string> SqlAsync(string sql) => PythonAsync(
        $"import sqlite3, sys; d = sqlite3.connect('{Database}'); print('\\n'.join('|'.join(map(str, r)) for r in d.execute(sys.argv[1]))); d.commit()", sql);

    Task<string> HashesAsync(string password) => PythonAsync(
        $"import sqlite3, sys, hashlib; s, h = sqlite3.connect('{Database}').execute('select password from user').fetchone()[0].split('$'); print(hashlib.sha256((s + sys.argv[1]).encode()).hexdigest() == h)",
        password);

    Task<string> PythonAsync(string program, string argument) => _stack.ExecAsync("pgadmin", "/venv/bin/python3", "-c", program, argument);
}
