using System.Collections.Immutable;

namespace DataSpec.Operations.Compose;

/// <summary>How <c>Up</c> starts the stack.</summary>
public sealed record StackStartOptions
{
    /// <summary>How long each service may take from its start to its first good health check; 5 minutes by default.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long optional services are waited for once all others are ready; 1 minute by default.</summary>
    public TimeSpan OptionalPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Starts these services alone, which need no others; null for all.</summary>
    public Func<ServiceDefinition, bool>? Only { get; init; }

    /// <summary>A strong secret of the stack that keys the fingerprints of one-shots.</summary>
    public required string FingerprintKey { get; init; }
}

/// <summary>What happened to one service.</summary>
public enum ServiceOutcome
{
    /// <summary>It ran, healthy and as the stack file says; nothing was done.</summary>
    Unchanged,
    Started,
    Created,
    Replaced,

    /// <summary>A one-shot that ran to its end.</summary>
    Ran,

    /// <summary>A one-shot whose inputs are those of its last run.</summary>
    NotDue,

    /// <summary>An optional service that was started and was not ready when patience with it ended.</summary>
    Starting,

    /// <summary>An optional service that failed: the stack runs without it.</summary>
    Off,
}

/// <summary>One service after <c>Up</c>.</summary>
/// <param name="Reason">Why an optional service is off and the next command to type; null for every other.</param>
public sealed record StartedService(string Name, ServiceOutcome Outcome, TimeSpan Duration, string? Reason = null);

/// <summary>The stack after <c>Up</c>, services in the order of their start.</summary>
public sealed record StackStartResult(ImmutableArray<StartedService> Services, TimeSpan Duration)
{
    public bool ChangedNothing => Services.All(service => service.Outcome is ServiceOutcome.Unchanged or ServiceOutcome.NotDue);
}
