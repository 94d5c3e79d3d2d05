using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Testing;

/// <summary>The pipelines' own Python tests, inside the Airflow image and against a Postgres of the stack's image; both are removed afterwards.</summary>
public sealed partial class DagTests(StackRoot root, EngineEndpoint engine, IProcessRunner processes, IProgressSink progress)
{
    const string Suite = "pipelines, integration";
    const string Airflow = "dataspec/airflow:3.3.2-packages";
    const string Postgres = "dataspec/postgres:18.6-packages";
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    readonly string _name = $"dag-tests-{Environment.ProcessId}";
    readonly string _password = SecretGenerator.Password();

    public async Task<TestReport> RunAsync(string? filter, CancellationToken ct)
    {
        progress.Say(Suite, "running");
        try
        {
            await CallAsync(engine.Docker("network", "create", _name), ct);
            await CallAsync(StartPostgres(), ct);
            await CallAsync(engine.Docker("exec", _name, "sh", "-c", "until pg_isready -q -h 127.0.0.1; do sleep 0.5; done").Within(TimeSpan.FromMinutes(2)), ct);
            var result = await processes.RunAsync(RunTests(filter), line => progress.Say(Suite, line.Text), ct);
            return Read(result, mayBeEmpty: filter is not null);
        }
        finally
        {
            await processes.RunAsync(engine.Docker("rm", "--force", "--volumes", _name, $"{_name}-run"), ct: CancellationToken.None);
            await processes.RunAsync(engine.Docker("network", "rm", _name), ct: CancellationToken.None);
        }
    }

    async Task CallAsync(Command command, CancellationToken ct) => (await processes.RunAsync(command, ct: ct)).EnsureSuccess();

    Command StartPostgres() =>
        engine.Docker("run", "--detach", "--name", _name, "--network", _name, "--env", "POSTGRES_PASSWORD", "--shm-size", "256m", Postgres)
            .WithVariable("POSTGRES_PASSWORD", _password)
            .Hiding(_password);

    Command RunTests(string? filter)
    {
        var tests = engine.Docker(
                "run", "--rm", "--name", $"{_name}-run", "--network", _name, "--env", "DATASPEC_TEST_POSTGRES", "--env", "PYTHONDONTWRITEBYTECODE=1",
                "--env", "CONNECTION_CHECK_MAX_COUNT=0", "--mount", $"type=bind,source={root.Directory},target=/repo,readonly", "--workdir", "/repo/airflow", Airflow,
                "python", "-m", "unittest", "discover", "-v", "-b", "-s", "tests", "-t", ".")
            .WithVariable("DATASPEC_TEST_POSTGRES", $"postgresql://postgres:{_password}@{_name}:5432/postgres")
            .Hiding(_password)
            .Within(Patience);
        return filter is null ? tests : tests.With("-k", filter);
    }

    /// <summary>Reads what unittest writes with <c>-v</c>: a line a test, its outcome at the end.</summary>
    /// <param name="mayBeEmpty">A filter may leave no test of this suite.</param>
    /// <exception cref="DataSpecException">No test ran, or the program ended badly without naming a test.</exception>
    internal static TestReport Read(CommandResult result, bool mayBeEmpty = false)
    {
        var outcomes = result.Lines.Select(line => Outcome().Match(line.Text)).Where(match => match.Success).ToArray();
        ImmutableArray<TestOutcome> Of(Func<string, bool> wanted, Func<Match, string> reason) =>
            [.. outcomes.Where(match => wanted(match.Groups["outcome"].Value)).Select(match => new TestOutcome(Suite, match.Groups["name"].Value, reason(match)))];

        var report = new TestReport(
            outcomes.Count(match => match.Groups["outcome"].Value is "ok"),
            Of(outcome => outcome is "FAIL" or "ERROR", _ => "see the lines above"),
            Of(outcome => outcome.StartsWith("skipped", StringComparison.Ordinal), match => match.Groups["reason"].Value));
        return (outcomes.Length > 0 || mayBeEmpty) && (result.Succeeded || report.Failed.Length > 0) ? report : throw new CommandFailedException(result);
    }

    [GeneratedRegex(@"^(?<name>\w+ \([\w.]+\)).* \.\.\. (?<outcome>ok|FAIL|ERROR|skipped) ?(?<reason>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Outcome();
}
