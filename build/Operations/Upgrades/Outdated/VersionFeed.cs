using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>Asks for lists of versions over HTTP. Whatever goes wrong is a sentence in the answer, beside what was known before.</summary>
sealed class VersionFeed(HttpClient http, FeedMemory memory, TimeProvider time, FeedLimits limits)
{
    readonly ConcurrentDictionary<string, string> _silent = new(StringComparer.Ordinal);

    /// <summary>A server that could not be reached for one list is not asked for others.</summary>
    /// <exception cref="OperationCanceledException">The caller's own cancellation alone.</exception>
    public async Task<FeedAnswer> ReadAsync(FeedQuestion question, CancellationToken ct)
    {
        var known = memory.Find(question.First);
        if (known is not null && time.GetUtcNow() - known.At is var age && age >= TimeSpan.Zero && age < limits.Fresh)
            return new(known.Versions, known.At, null);
        if (_silent.TryGetValue(question.First.Authority, out var why))
            return new(known?.Versions ?? [], known?.At, why) { IsOffline = true };
        try
        {
            var feed = await AskAsync(question, known, ct);
            memory.Keep(question.First, feed);
            return new(feed.Versions, feed.At, null);
        }
        catch (Exception error) when (error is FeedException or HttpRequestException or IOException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // A message may hold the address and what a server wrote: neither belongs into a line for people.
            var problem = error switch
            {
                FeedException => error.Message,
                OperationCanceledException => $"{question.First.Host} did not answer within {limits.Timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
                _ => $"{question.First.Host} cannot be reached",
            };
            if (error is not FeedException)
                _silent[question.First.Authority] = problem;
            return new(known?.Versions ?? [], known?.At, problem) { IsOffline = error is not FeedException };
        }
    }

    async Task<RememberedFeed> AskAsync(FeedQuestion question, RememberedFeed? known, CancellationToken ct)
    {
        var pages = ImmutableArray.CreateBuilder<RememberedPage>();
        var access = new FeedAccess(http, question.Token);
        for (var next = question.First; next is not null;)
        {
            if (pages.Count == question.MostPages)
                break;
            if (pages.Any(page => page.Address == next.ToString()))
                throw new FeedException($"{question.First.Host} names the same page twice");
            var page = await PageAsync(question, next, known?.Pages.FirstOrDefault(old => old.Address == next.ToString()), access, ct);
            pages.Add(page);
            next = NextOf(question, next, page.Next);
        }

        return new(time.GetUtcNow(), pages.ToImmutable());
    }

    async Task<RememberedPage> PageAsync(FeedQuestion question, Uri address, RememberedPage? known, FeedAccess access, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
            deadline.CancelAfter(limits.Timeout);
            using var answer = await access.GetAsync(address, known?.Tag, deadline.Token);
            if (answer.StatusCode is HttpStatusCode.NotModified && known is not null)
                return known;
            if (answer.StatusCode is HttpStatusCode.TooManyRequests && attempt == 1 && WaitOf(answer) is { } wait && wait <= limits.Patience)
            {
                await Task.Delay(wait, time, ct);
                continue;
            }

            if (answer.StatusCode is not HttpStatusCode.OK)
                throw new FeedException(Told(address, answer));
            var versions = await VersionsAsync(question, answer, deadline.Token);
            return new(address.ToString(), answer.Headers.ETag?.ToString(), versions, FeedAccess.NextLink(answer));
        }
    }

    async Task<ImmutableArray<string>> VersionsAsync(FeedQuestion question, HttpResponseMessage answer, CancellationToken ct)
    {
        await answer.Content.LoadIntoBufferAsync(limits.MostBytes, ct);
        try
        {
            using var document = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
            return [.. question.VersionsOf(document.RootElement)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FeedException($"{question.First.Host} answered something else than a list of versions", error);
        }
    }

    /// <summary>Only to the same server: a list must not lead the program elsewhere.</summary>
    static Uri? NextOf(FeedQuestion question, Uri page, string? next) => next is null ? null
        : Uri.TryCreate(page, next, out var address) && address.Authority == question.First.Authority && address.Scheme == question.First.Scheme ? address
        : throw new FeedException($"{question.First.Host} names a next page on another server");

    string Told(Uri address, HttpResponseMessage answer) => (int)answer.StatusCode switch
    {
        401 => $"{address.Host} refuses the access",
        403 or 429 when WaitOf(answer) is { } wait => string.Create(CultureInfo.InvariantCulture, $"{address.Host} wants to be asked again in {wait.TotalSeconds:0} s"),
        403 or 429 => $"{address.Host} was asked too often",
        404 => $"{address.Host} has no such list",
        var code => string.Create(CultureInfo.InvariantCulture, $"{address.Host} answered {code}"),
    };

    TimeSpan? WaitOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };
}
