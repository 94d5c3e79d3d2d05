using System.Collections.Immutable;

namespace DataSpec.Operations.Compose;

/// <summary>How <c>Up</c> starts the stack.</summary>
public sealed record StackStartOptions
{
    /// <summary>How long each service may take from its start to its first good health check; 5 minutes by default.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

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
}

/// <summary>One service after <c>Up</c>.</summary>
public sealed record StartedService(string Name, ServiceOutcome Outcome, TimeSpan Duration);

/// <summary>The stack after <c>Up</c>, services in the order of their start.</summary>
public sealed record StackStartResult(ImmutableArray<StartedService> Services, TimeSpan Duration)
{
    public bool ChangedNothing => Services.All(service => service.Outcome is ServiceOutcome.Unchanged or ServiceOutcome.NotDue);
}
