using Npgsql;

namespace DataSpec.EndToEnd;

/// <summary>New secrets on the real stack: the new ones open every door, the old ones none, and nothing stored is lost.</summary>
/// <remarks>A rotation takes a minute or two: every service is stopped and started once.</remarks>
public sealed class RotateSecretsSpecs(Sandbox sandbox)
{
    static readonly (string Role, string Key)[] Roles =
    [
        ("datafoundry", "POSTGRES_PASSWORD"), ("airflow", "AIRFLOW_DB_PASSWORD"), ("superset", "SUPERSET_DB_PASSWORD"),
        ("superset_reader", "SUPERSET_WAREHOUSE_PASSWORD"), ("grafana_reader", "GRAFANA_DB_PASSWORD"),
    ];

    static readonly string[] SecretEnds = ["PASSWORD", "_KEY", "SECRET"];

    /// <summary>Records of the journal at which the tool is killed; the last one is left out, because the tool ends with it.</summary>
    static readonly string[] Records =
    [
        .. new[] { "stage", "stop", "airflow-encryption", "superset-encryption", "role-passwords", "environment", "start", "service-passwords", "credentials", "verify" }
            .SelectMany(step => new[] { $"started {step}", $"done {step}" }).SkipLast(1),
    ];

    public static TheoryData<string> KilledAt => [.. Share.Of(Records)];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_secrets_change_at_once_and_nothing_stored_is_lost()
    {
        Share.TakeTurn(Scenarios.Rotations);
        var stack = await sandbox.RunningStack();
        var old = Secrets(stack);
        var totals = await new Warehouse(stack).TaxiTotals();
        var runs = await DagRuns(stack);
        var pages = new StackPages(stack);
        await pages.StoreInAirflow("kept", password: old["POSTGRES_PASSWORD"], extra: "an extra to keep", variable: "a variable to keep");
        await pages.StoreInSuperset("By hand", password: old["POSTGRES_PASSWORD"]);

        var run = await stack.Run(0, "RotateSecrets");

        var now = Secrets(stack);
        now.Keys.ShouldBe(old.Keys, ignoreOrder: true);
        now.Where(secret => old[secret.Key] == secret.Value).Select(secret => secret.Key).ShouldBe(["GRAFANA_ADMIN_PASSWORD"]);
        await ShouldOpenNothing(stack, old);
        await ShouldOpenEverything(stack, now);
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(totals);
        (await DagRuns(stack)).ShouldBe(runs);
        (await pages.ReadFromAirflow("kept")).ShouldBe($"{now["POSTGRES_PASSWORD"]} an extra to keep a variable to keep");
        (await pages.WorkingSupersetConnections()).ShouldBe(["By hand", "Warehouse"], ignoreOrder: true);
        (await File.ReadAllTextAsync(stack.PathOf("data", "credentials.txt"), Ct)).ShouldContain(now["AIRFLOW_ADMIN_PASSWORD"]);
        Directory.Exists(stack.PathOf("data", ".dataspec", "rotation")).ShouldBeFalse();
        await ShouldBeNowhere([.. old.Values, .. now.Values], stack, run);
    }

    [Fact]
    public async Task One_secret_alone_changes_and_services_that_do_not_hold_it_run_on()
    {
        Share.TakeTurn(Scenarios.Rotations);
        var stack = await sandbox.RunningStack();
        var old = Secrets(stack);
        var postgres = await StartOf(stack, "postgres");

        var run = await stack.Run(0, "RotateSecrets", "--only", "AIRFLOW_ADMIN_PASSWORD", "--json");

        Secrets(stack).Where(secret => old[secret.Key] != secret.Value).Select(secret => secret.Key).ShouldBe(["AIRFLOW_ADMIN_PASSWORD"]);
        (await StartOf(stack, "postgres")).ShouldBe(postgres);
        run.Output.ShouldContain("\"newWorks\": true");
        await ShouldOpenEverything(stack, Secrets(stack));
    }

    [Theory]
    [MemberData(nameof(KilledAt))]
    public async Task Killed_at_any_record_the_next_command_says_what_to_type_and_resume_proves_the_new_secrets(string record)
    {
        Share.TakeTurn(Scenarios.Rotations);
        var stack = await sandbox.RunningStack();
        var old = Secrets(stack);
        using var rotation = stack.Start("RotateSecrets");
        await JournalWatch.UntilItSays(stack, record, Ct);
        rotation.Signal("KILL");
        await rotation.End(TimeSpan.FromMinutes(1), Ct);

        var refused = await stack.Run(7, "Up");
        var resumed = await stack.Run(0, "RotateSecrets", "--resume");

        refused.Error.ShouldContain("./build.sh RotateSecrets --resume");
        refused.Error.ShouldContain("rotate-secrets");
        await ShouldOpenNothing(stack, old);
        await ShouldOpenEverything(stack, Secrets(stack));
        await ShouldBeNowhere([.. old.Values, .. Secrets(stack).Values], stack, refused, resumed);
    }

    [Fact]
    public async Task An_unknown_secret_is_refused_with_the_one_that_was_meant()
    {
        var stack = await sandbox.RunningStack();

        (await stack.Run(2, "RotateSecrets", "--only", "POSTGRES_PASWORD")).Error.ShouldContain("Did you mean 'POSTGRES_PASSWORD'?");
        (await stack.Run(2, "RotateSecrets", "--resume")).Error.ShouldContain("nothing to resume");
    }

    static async Task ShouldOpenEverything(Checkout stack, Dictionary<string, string> secrets)
    {
        foreach (var (role, key) in Roles)
            (await Opens(stack, role, secrets[key])).ShouldBeTrue(role);
        (await new StackPages(stack).LogIn("Airflow", secrets["AIRFLOW_ADMIN_PASSWORD"])).ShouldBeTrue();
        (await new StackPages(stack).LogIn("Superset", secrets["SUPERSET_ADMIN_PASSWORD"])).ShouldBeTrue();
    }

    static async Task ShouldOpenNothing(Checkout stack, Dictionary<string, string> secrets)
    {
        foreach (var (role, key) in Roles)
            (await Opens(stack, role, secrets[key])).ShouldBeFalse(role);
        (await new StackPages(stack).LogIn("Airflow", secrets["AIRFLOW_ADMIN_PASSWORD"])).ShouldBeFalse();
        (await new StackPages(stack).LogIn("Superset", secrets["SUPERSET_ADMIN_PASSWORD"])).ShouldBeFalse();
    }

    static async Task<bool> Opens(Checkout stack, string role, string password)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = stack.PostgresPort,
            Username = role,
            Password = password,
            Database = role is "airflow" or "superset" ? role : "datafoundry",
            Pooling = false,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(Ct);
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }

    static async Task ShouldBeNowhere(string[] secrets, Checkout stack, params BuildRun[] runs)
    {
        List<string> texts = [.. runs.Select(run => run.Everything), .. Directory.EnumerateFiles(stack.PathOf(".nuke", "temp"), "*.log").Select(File.ReadAllText)];
        texts.AddRange(Directory.EnumerateFiles(stack.PathOf("data", ".dataspec", "journal")).Select(File.ReadAllText));
        foreach (var id in (await Docker.Run("ps", "-q", "--filter", $"label=com.docker.compose.project={stack.Project}")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (_, output, error) = await Docker.Try(null, "logs", id);
            texts.AddRange([output, error]);
        }

        foreach (var text in texts)
            secrets.ShouldAllBe(secret => !text.Contains(secret));
    }

    static Dictionary<string, string> Secrets(Checkout stack) =>
        File.ReadLines(stack.PathOf(".env"))
            .Select(text => text.Split('=', 2))
            .Where(pair => pair.Length == 2 && SecretEnds.Any(end => pair[0].EndsWith(end, StringComparison.Ordinal)))
            .ToDictionary(pair => pair[0], pair => pair[1]);

    static Task<long> DagRuns(Checkout stack) => new Warehouse(stack).Scalar<long>("select count(*) from dag_run", "airflow");

    static Task<string> StartOf(Checkout stack, string service) => Docker.Run("inspect", "-f", "{{.State.StartedAt}}", $"{stack.Project}-{service}-1");
}
