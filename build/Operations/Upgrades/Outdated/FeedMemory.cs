using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>A page as it was answered.</summary>
/// <param name="Tag">The server's mark of this content, to ask whether it changed.</param>
sealed record RememberedPage(string Address, string? Tag, ImmutableArray<string> Versions, string? Next);

/// <summary>A list as it was answered.</summary>
sealed record RememberedFeed(DateTimeOffset At, ImmutableArray<RememberedPage> Pages)
{
    public ImmutableArray<string> Versions => [.. Pages.SelectMany(page => page.Versions)];
}

/// <summary>Answers kept in the user's cache folder; what is lost there is asked for again.</summary>
sealed class FeedMemory(string folder)
{
    public RememberedFeed? Find(Uri first)
    {
        try
        {
            var feed = JsonSerializer.Deserialize<RememberedFeed>(File.ReadAllBytes(FileOf(first)));
            return feed is { Pages: { IsDefaultOrEmpty: false } pages } && pages.All(page => page is { Versions.IsDefault: false } && page.Address is not null) ? feed : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A cache that cannot be written is no failure.</summary>
    public void Keep(Uri first, RememberedFeed feed)
    {
        try
        {
            Directory.CreateDirectory(folder);
            DurableFile.Write(FileOf(first), JsonSerializer.Serialize(feed), EnvFile.PrivateMode);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _ = error;
        }
    }

    string FileOf(Uri first) => Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first.ToString())))[..32]}.json");
}
