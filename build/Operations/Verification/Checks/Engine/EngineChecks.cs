using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Verification.Checks.Engine;

/// <summary>Whether the container engine is one that the stack can rely on.</summary>
static class EngineChecks
{
    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new("engine.version", 1, "The container engine and its compose plugin are new enough", "Update it: https://docs.docker.com/engine/install/"),
            async (view, ct) => OfVersion(await view.EngineAsync(ct))),
        new Check(
            new("engine.clock", 1, "The engine's clock and this machine's agree, and neither is behind the files of the stack", "Set it: sudo timedatectl set-ntp true (in WSL: sudo hwclock -s)"),
            async (view, ct) => await view.EngineAsync(ct) is { } engine
                ? Findings.Outcome(ClockCheck.Of(view.Root, view.Time.GetUtcNow(), engine), string.Create(CultureInfo.InvariantCulture, $"{engine.Clock.TotalSeconds:0.0} s apart"))
                : CheckOutcome.Failed("the engine did not tell its time within 20 s")),
        PortCheck.Check,
    ];

    internal static CheckOutcome OfVersion(EngineMachine? engine) => engine?.Version is not { } version
        ? CheckOutcome.Failed("the engine did not tell its version within 20 s")
        : Findings.Outcome(
            // A client that does not tell the plugin's version has one all the same: the stack file was read with it.
            EngineCheck.Of(new SetupEngine(EngineEndpoint.OfSystem, version, engine.ComposeVersion ?? ContainerEngine.LeastCompose)),
            $"engine {version}, compose {engine.ComposeVersion?.ToString() ?? "unknown"}");
}
