using System.Collections.Immutable;
using System.Text.Json;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>A list of versions somewhere else.</summary>
/// <param name="First">Its first page; the pages after it are those that each names.</param>
/// <param name="VersionsOf">What a page says.</param>
sealed record FeedQuestion(Uri First, Func<JsonElement, IEnumerable<string>> VersionsOf)
{
    /// <summary>Sent to this very address and to no other; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Pages beyond are not read.</summary>
    public int MostPages { get; init; } = 50;
}

/// <summary>What is known of a list.</summary>
/// <param name="AsOf">When it was asked for; null where nothing is known.</param>
/// <param name="Problem">Why that is not newer; null where it was answered now, or a short while ago.</param>
sealed record FeedAnswer(ImmutableArray<string> Versions, DateTimeOffset? AsOf, string? Problem)
{
    /// <summary>True where nobody answered at all.</summary>
    public bool IsOffline { get; init; }
}

/// <summary>How long is waited, and how long an answer is good.</summary>
sealed record FeedLimits
{
    /// <summary>For one page.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest <c>Retry-After</c> that is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An answer younger than this is not asked for again.</summary>
    public TimeSpan Fresh { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A larger page is none.</summary>
    public long MostBytes { get; init; } = 64 << 20;
}

/// <summary>A feed gave no list of versions.</summary>
sealed class FeedException(string message, Exception? inner = null) : Exception(message, inner);
