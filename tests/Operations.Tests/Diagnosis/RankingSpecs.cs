using System.Collections.Immutable;
using DataSpec.Operations.Diagnosis;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Verification;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Diagnosis;

public class RankingSpecs
{
    static readonly CheckResult Postgres = Failed("containers.running", 1, null, "postgres");
    static readonly CheckResult Health = Failed("containers.health", 1, "containers.running", "airflow-apiserver");
    static readonly CheckResult Login = Failed("airflow.login", 2, "containers.health");
    static readonly CheckResult Private = Failed("files.modes", 1, null);

    static readonly Finding NoRoom = new("disk", "'/data' has 12 MiB free.", "Make room.", IsHard: true);

    [Fact]
    public void What_follows_over_several_steps_belongs_to_the_first_cause_which_stands_first() =>
        Ranked([Private, Postgres, Health, Login]).ShouldBe(["containers.running <= containers.health airflow.login", "files.modes <= "]);

    [Fact]
    public void A_full_disk_explains_services_at_fault_and_what_follows_but_no_open_file() =>
        Ranked([Private, Postgres, Health, Login], [NoRoom]).ShouldBe(["disk <= containers.running containers.health airflow.login", "files.modes <= "]);

    [Fact]
    public void What_a_check_says_too_the_machine_does_not_say_again() =>
        Ranked([Failed("disk.space", 1, null), Failed("containers.running", 1, "disk.space", "postgres")], [NoRoom]).ShouldBe(["disk.space <= containers.running"]);

    [Fact]
    public void A_machine_out_of_breath_explains_what_came_late_and_no_refusal() =>
        Ranked([Failed("engine.version", 1, null) with { Evidence = "no answer within 8 s" }, Private], [.. MachineLoad.Of(134, 2)]).ShouldBe(["load <= engine.version", "files.modes <= "]);

    [Fact]
    public void A_busy_machine_on_which_everything_answers_is_a_warning()
    {
        var ranking = new Ranking(Report([Private]), [.. MachineLoad.Of(134, 2)], [], holder: null);

        ranking.Causes.ShouldHaveSingleItem().Id.ShouldBe("files.modes");
        ranking.Warnings.ShouldHaveSingleItem().Id.ShouldBe("load");
        MachineLoad.Of(5, 2).ShouldBeEmpty();
    }

    [Fact]
    public void A_stack_between_two_states_is_the_cause_of_everything() =>
        Ranked([Postgres, Login, Private], unfinished: Interrupted(blocks: true)).ShouldBe(["unfinished <= containers.running airflow.login files.modes"]);

    [Fact]
    public void An_interrupted_operation_that_hinders_nobody_is_a_warning()
    {
        var ranking = new Ranking(Report([]), [], [Interrupted(blocks: false)], holder: null);

        ranking.Causes.ShouldBeEmpty();
        ranking.Warnings.ShouldHaveSingleItem().Next.ShouldBe("./build.sh Upgrade --resume");
    }

    [Theory]
    [InlineData("Down", "lock <= containers.running")]
    [InlineData("Backup", "containers.running <= ")]
    public void Another_run_explains_what_it_stopped_and_nothing_else(string command, string cause) =>
        new Ranking(Report([Postgres]), [], [], new LockHolder(1, 0, "", command, default)).Causes.Select(Line).ShouldBe([cause]);

    [Fact]
    public void A_healthy_stack_has_no_cause_whoever_holds_the_lock() =>
        new Ranking(Report([]), [], [], new LockHolder(1, 0, "", "Up", default)).Causes.ShouldBeEmpty();

    [Fact]
    public void Checks_that_explain_each_other_end_the_search() =>
        Ranked([Failed("a.b", 1, "c.d"), Failed("c.d", 1, "a.b"), Private]).ShouldContain("files.modes <= ");

    [Theory]
    [InlineData("./build.sh Logs --service postgres, then ./build.sh Up", "./build.sh Up")]
    [InlineData("chmod 600 '/a b/.env', then ./build.sh Up", "chmod 600 '/a b/.env'|./build.sh Up")]
    [InlineData("./build.sh Psql -- -c \"select 1; select 2\" (once)", "./build.sh Psql -- -c \"select 1; select 2\"")]
    [InlineData("Look at it: ./build.sh Restore --from ID", "")]
    [InlineData("./build.sh Up. It repeats it.", "./build.sh Up")]
    [InlineData("./build.sh Up replaces what is out of date", "./build.sh Up")]
    [InlineData("./build.sh Compose -- run --rm --no-deps db-roles (gives the roles the passwords of .env)", "./build.sh Compose -- run --rm --no-deps db-roles")]
    [InlineData("./build.sh Compose -- exec postgres psql -c 'x' gives it; or not", "./build.sh Compose -- exec postgres psql -c 'x'")]
    [InlineData("./build.sh RotateSecrets --only AIRFLOW_JWT_SECRET", "./build.sh RotateSecrets --only AIRFLOW_JWT_SECRET")]
    [InlineData("./build.sh RotateSecrets --only KEY", "")]
    [InlineData("./build.sh Prove 20261122T171501Z-ab12", "./build.sh Prove 20261122T171501Z-ab12")]
    [InlineData("./build.sh Psql -- -d DATABASE -c 'analyze'", "")]
    [InlineData("git rm -r --cached data, and change what was in it: ./build.sh RotateSecrets", "git rm -r --cached data|./build.sh RotateSecrets")]
    [InlineData("Install Docker: curl -fsSL https://get.docker.com | sudo sh", "")]
    [InlineData("Write the old password back to .env", "")]
    [InlineData("./build.sh Compose -- unpause airflow-scheduler", "./build.sh Compose -- unpause airflow-scheduler")]
    public void Commands_are_found_in_what_is_said_to_do(string sentence, string commands) => string.Join('|', NextCommands.Of(sentence)).ShouldBe(commands);

    static IEnumerable<string> Ranked(CheckResult[] failed, Finding[]? findings = null, UnfinishedOperation? unfinished = null) =>
        new Ranking(Report([.. failed]), [.. findings ?? []], unfinished is null ? [] : [unfinished], holder: null).Causes.Select(Line);

    static string Line(Cause cause) => $"{cause.Id} <= {string.Join(' ', cause.Follows)}";

    static VerificationReport Report(ImmutableArray<CheckResult> checks) => new("x", default, 2, 0, checks);

    static UnfinishedOperation Interrupted(bool blocks) => new("id", "upgrade", default, "Switch", "./build.sh Upgrade --resume", blocks, new ProcessIdentity(0, 0, "another boot"));

    static CheckResult Failed(string id, int level, string? explainedBy, params ImmutableArray<string> services) =>
        new(id, level, "something holds", CheckStatus.Failed, "it does not", "do it", 0, services, explainedBy);
}
