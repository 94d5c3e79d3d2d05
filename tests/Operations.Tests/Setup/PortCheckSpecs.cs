using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Setup;

public sealed class PortCheckSpecs : IDisposable
{
    static readonly EngineEndpoint Engine = new("docker", null, null, false);

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public PortCheckSpecs() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_busy_port_is_named_with_its_holder_its_key_and_a_free_one()
    {
        var finding = (await Check(Settings(), engine: null)).ShouldHaveSingleItem();

        finding.IsHard.ShouldBeTrue();
        finding.What.ShouldContain($"Port {Port} on 127.0.0.1");
        finding.What.ShouldContain($"process {Environment.ProcessId}");
        var suggested = int.Parse(
            finding.Remedy.Split("AIRFLOW_PORT=")[1].Split(" ")[0],
            System.Globalization.CultureInfo.InvariantCulture);
        using var free = new TcpListener(IPAddress.Loopback, suggested);
        free.Start();
    }

    [Fact]
    public async Task A_port_of_this_stack_s_own_container_is_not_busy() =>
        (await Check(Settings(), Engine, "dataspec-airflow-apiserver-1\tdataspec")).ShouldBeEmpty();

    [Fact]
    public async Task A_port_of_another_container_names_it() =>
        (await Check(Settings(), Engine, "other-web-1\tother")).ShouldHaveSingleItem().What.ShouldContain("container 'other-web-1'");

    [Fact]
    public async Task An_address_of_another_machine_is_named() =>
        (
            await Check(Settings().With("BIND_ADDRESS", "192.0.2.1"), engine: null)).ShouldHaveSingleItem().What.ShouldContain("BIND_ADDRESS='192.0.2.1'");

    [Fact]
    public void Nobody_is_named_for_a_free_port()
    {
        var port = Port;
        _listener.Stop();

        PortHolder.Of(port).ShouldBeNull();
    }

    int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    EnvDocument Settings() =>
        EnvPlan.For(
            EnvDocument.Empty,
            new Dictionary<string,
            string>
            { ["AIRFLOW_PORT"] = $"{Port}", ["POSTGRES_PORT"] = "39573" },
            DateTimeOffset.UnixEpoch).Document;

    static Task<IReadOnlyList<Finding>> Check(EnvDocument document, EngineEndpoint? engine, string answer = "") =>
        new PortCheck(new AnsweringRunner(answer)).OfAsync(
            new StackSettingsReader(
                new StackRoot("/nowhere"),
                new Dictionary<string,
                string>()).Read(document), engine, TestContext.Current.CancellationToken);

    sealed class AnsweringRunner(string answer) : IProcessRunner
    {
        public Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default) =>
            Task.FromResult(new CommandResult(command, 0, TimeSpan.Zero, ImmutableArray.Create(new OutputLine(OutputSource.Out, answer))));
    }
}
