using System.Collections.Immutable;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>Compares what runs and what is locked with the newest there is; changes nothing.</summary>
public sealed class OutdatedOperation
{
    /// <summary>Servers are asked for so many lists at once.</summary>
    const int AtOnce = 6;

    readonly StackRoot _root;
    readonly VersionFeed _feed;
    readonly FeedAddresses _addresses;
    readonly string? _token;
    readonly TimeProvider _time;

    internal OutdatedOperation(StackRoot root, VersionFeed feed, FeedAddresses addresses, string? token, TimeProvider time) =>
        (_root, _feed, _addresses, _token, _time) = (root, feed, addresses, token, time);

    /// <param name="token">For GitHub, which lets those with one ask more often; null for none. Never shown.</param>
    public static OutdatedOperation Of(StackRoot root, HttpClient http, string? token, TimeProvider time) => new(
        root, new VersionFeed(http, new FeedMemory(Path.Combine(UserCache.Folder, "outdated")), time, new FeedLimits()), FeedAddresses.Public, token, time);

    /// <summary>Ends within a minute whatever the network does; what is not known is said, never thrown.</summary>
    /// <param name="allPackages">Looks at each package of the lock lists too.</param>
    /// <exception cref="DataSpecException">The image lock or the notes cannot be read.</exception>
    public async Task<OutdatedResult> RunAsync(RunningVersions running, bool allPackages, CancellationToken ct)
    {
        var catalogue = ImageCatalogue.Load(_root.ImagesLock);
        var notes = UpgradeNotes.Load(UpgradeNotes.FileIn(_root));
        using var turns = new SemaphoreSlim(AtOnce);
        var asks = new Asks(_feed, turns, ct);
        var images = Task.WhenAll(catalogue.Services.Where(service => service.Value.Variable is not null).Select(service => ImageAsync(service.Key, service.Value, running, notes, asks)));
        var packages = Task.WhenAll(PythonPin.Of(_root, catalogue, allPackages).Distinct().Select(pin => PackageAsync(pin, running, asks)));
        var (foundImages, foundPackages) = (await images, await packages);
        return new(
            _time.GetUtcNow(), asks.Answers > 0 && asks.Answers == asks.Unanswered, [.. foundImages], [.. foundPackages], running.Problem is { } problem ? [problem] : []);
    }

    async Task<OutdatedImage> ImageAsync(string service, CatalogueImage image, RunningVersions running, UpgradeNotes notes, Asks asks)
    {
        var releases = notes.ReleasesOf(service) is { } project ? asks.ReadAsync(_addresses.ReleasesOf(project, _token)) : null;
        var tags = await asks.ReadAsync(_addresses.TagsOf(image.Repository));
        var released = releases is null ? null : await releases;
        var locked = VersionTag.Parse(image.Tag);
        var alike = tags.Versions.Select(VersionTag.Parse).OfType<VersionTag>().Where(tag => locked is not null && tag.IsLike(locked)).ToArray();
        var newest = alike.Max(VersionTag.Order);
        var ofMajor = alike.Where(tag => tag.Major == locked!.Major).Max(VersionTag.Order);
        var latest = released?.Versions.Select(VersionTag.Parse).OfType<VersionTag>().Where(tag => tag.Suffix.Length == 0).Max(VersionTag.Order);
        var used = running.Images.GetValueOrDefault(service);
        var inUse = used?.Version is { } version && VersionTag.Parse(version) is not null ? version : image.Tag;
        var end = notes.EndOfLife(service, inUse);
        return new(
            service, image.Repository, used, image.Tag, image.Digest, newest?.Text, ofMajor?.Text,
            latest is not null && (newest is null || latest.Versus(newest) > 0) && (locked is null || latest.Versus(locked) > 0) ? latest.Version : null,
            StateOf(locked, newest, ofMajor), tags.AsOf, end, end < DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime),
            newest is null ? [] : notes.For(service, inUse, newest.Text),
            [.. new[] { tags.Problem, released?.Problem }.OfType<string>().Distinct(StringComparer.Ordinal)]);
    }

    async Task<OutdatedPackage> PackageAsync(PythonPin pin, RunningVersions running, Asks asks)
    {
        var answer = await asks.ReadAsync(_addresses.VersionsOf(pin.Package));
        var newest = answer.Versions.FirstOrDefault();
        var (locked, found) = (VersionTag.Parse(pin.Version), newest is null ? null : VersionTag.Parse(newest));
        var state = newest is null ? OutdatedState.Unknown
            : locked is null || found is null ? (newest == pin.Version ? OutdatedState.Current : OutdatedState.Update)
            : StateOf(locked, found, found.Major == locked.Major ? found : null);
        return new(pin.Package, pin.List, running.Packages.GetValueOrDefault((pin.Image, pin.Package)), pin.Version, newest, state, answer.AsOf, answer.Problem);
    }

    static OutdatedState StateOf(VersionTag? locked, VersionTag? newest, VersionTag? ofMajor) =>
        locked is null || newest is null ? OutdatedState.Unknown
        : ofMajor is not null && ofMajor.Versus(locked) > 0 ? OutdatedState.Update
        : newest.Versus(locked) > 0 ? OutdatedState.MajorUpdate
        : OutdatedState.Current;

    /// <summary>Takes turns, and counts who answered.</summary>
    sealed class Asks(VersionFeed feed, SemaphoreSlim turns, CancellationToken ct)
    {
        int _answers;
        int _unanswered;

        public int Answers => _answers;

        public int Unanswered => _unanswered;

        public async Task<FeedAnswer> ReadAsync(FeedQuestion question)
        {
            await turns.WaitAsync(ct);
            try
            {
                var answer = await feed.ReadAsync(question, ct);
                Interlocked.Increment(ref _answers);
                if (answer.IsOffline)
                    Interlocked.Increment(ref _unanswered);
                return answer;
            }
            finally
            {
                turns.Release();
            }
        }
    }
}
