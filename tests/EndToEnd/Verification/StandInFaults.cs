using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>pgAdmin and the log stack; what is looked at are stand-ins, the products themselves were not run (docs/testing.md).</summary>
static class StandInFaults
{
    public static ImmutableArray<Fault> All { get; } =
    [
        .. OfStandIns(
        new(
            "pgAdmin's user has another password than .env says", "pgadmin.login",
            stack => SetPgAdmin(stack, "another"),
            async stack =>
            {
                await SetPgAdmin(stack, stack.EnvValue("PGADMIN_PASSWORD"));
                await Docker.Run("restart", $"{stack.Project}-pgadmin-1");
            }),
        new(
            "Grafana's administrator has another password than .env says", "grafana.login",
            stack => EditGrafana(stack, "kept['password'], kept['before'] = hashlib.sha256(b'another').hexdigest(), kept['password']"),
            stack => EditGrafana(stack, "kept['password'] = kept.pop('before', kept['password'])")) { Implied = ["grafana.sources", "logs.arrive"] },
        new(
            "Grafana's role has another password than .env says", "grafana.sources",
            stack => Sql.Run(stack, "datafoundry", "alter role grafana_reader password 'another'"),
            stack => stack.Run(0, "Compose", "--", "run", "--rm", "--no-deps", "db-roles")) { Implied = ["postgres.roles"] },
        new(
            "Loki is stopped", "loki.ready",
            stack => Docker.Run("stop", $"{stack.Project}-loki-1"),
            stack => Docker.Run("start", $"{stack.Project}-loki-1")) { Implied = ["containers.running", "grafana.sources", "logs.arrive"] },
        new(
            "the log shipper is stopped", "shipper.ready",
            stack => Docker.Run("stop", $"{stack.Project}-promtail-1"),
            stack => Docker.Run("start", $"{stack.Project}-promtail-1")) { Implied = ["containers.running", "logs.arrive"] },
        new(
            "the log shipper reads another project's lines only", "logs.arrive",
            stack => Shipper(stack, "${STACK_PROJECT}", "another"),
            stack => Shipper(stack, "another", "${STACK_PROJECT}"))),
    ];

    static IEnumerable<Fault> OfStandIns(params Fault[] faults) => faults.Select(fault => fault with { OfStandIns = true, Level = 2 });

    static Task<string> SetPgAdmin(Checkout stack, string password) => Docker.Run(
        "exec", "--env", "CONFIG_DISTRO_FILE_PATH=/dev/null", $"{stack.Project}-pgadmin-1", "/venv/bin/python3", "/pgadmin4/setup.py", "update-user", "admin@example.com", "--password", password, "--admin");

    static Task<string> EditGrafana(Checkout stack, string change) => Docker.Run(
        "exec", $"{stack.Project}-grafana-1", "/opt/venv/bin/python3", "-c",
        $"import hashlib, json, pathlib; file = pathlib.Path('/var/lib/grafana/stand-in.json'); kept = json.loads(file.read_text()); {change}; file.write_text(json.dumps(kept))");

    static async Task Shipper(Checkout stack, string from, string to)
    {
        var file = stack.PathOf("scripts-config", "promtail", "promtail.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace($"^{from}-", $"^{to}-", StringComparison.Ordinal));
        await Docker.Run("restart", $"{stack.Project}-promtail-1");
    }
}
