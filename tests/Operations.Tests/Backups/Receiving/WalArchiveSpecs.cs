using System.Buffers.Binary;
using System.IO.Compression;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Receiving;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Receiving;

public sealed class WalArchiveSpecs : IDisposable
{
    const string Cluster = "7711111015099584542";

    readonly TemporaryDirectory _directory = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("000000010000000000000005", 1, 5)]
    [InlineData("0000000A00000002000000FF.gz", 10, 0x2FF)]
    [InlineData("000000010000000100000000.partial", 1, 0x100)]
    public void A_name_says_timeline_and_place(string name, int timeline, int segment)
    {
        var file = WalFile.Of($"/x/{name}").ShouldNotBeNull();

        (file.Timeline, file.Segment).ShouldBe((timeline, (ulong)segment));
        name.ShouldStartWith(file.Name);
    }

    [Theory]
    [InlineData("00000002.history")]
    [InlineData("compressing")]
    [InlineData("000000010000000000000005.gz.tmp")]
    [InlineData("00000001000000000000000g")]
    public void Other_names_are_no_segments(string name) => WalFile.Of($"/x/{name}").ShouldBeNull();

    [Fact]
    public void A_chain_goes_to_the_first_segment_that_is_missing_and_never_into_another_run()
    {
        Touch("20260101T000000Z", "000000010000000000000006.gz", "000000010000000000000007", "000000010000000000000009", "000000020000000000000008");
        Touch("20260102T000000Z", "000000010000000000000008");

        var chain = WalChain.From(Manifest("2026-01-01T12:00:00Z", ownSegment: 5), WalArchive.Read(_directory.Path, Cluster));

        chain.Files.Select(file => file.Name).ShouldBe(["000000010000000000000006", "000000010000000000000007"]);
        chain.Missing.ShouldBe("000000010000000000000008");
    }

    [Fact]
    public void A_backup_from_before_the_first_run_or_of_another_cluster_has_no_chain()
    {
        Touch("20260101T000000Z", "000000010000000000000006");

        WalChain.From(Manifest("2025-12-31T12:00:00Z", ownSegment: 5), WalArchive.Read(_directory.Path, Cluster)).Files.ShouldBeEmpty();
        WalChain.From(Manifest("2026-01-01T12:00:00Z", ownSegment: 5), WalArchive.Read(_directory.Path, "1")).Files.ShouldBeEmpty();
    }

    [Fact]
    public void Pruning_keeps_everything_from_the_start_of_the_oldest_backup_on_and_what_is_being_received()
    {
        Touch("20260101T000000Z", "000000010000000000000003");
        Touch("20260102T000000Z", "000000010000000000000004", "000000010000000000000005", "000000010000000000000006", "000000010000000000000002.partial");
        Touch("20260103T000000Z", "000000010000000000000001");

        WalArchive.Read(_directory.Path, Cluster).Prune(DateTimeOffset.Parse("2026-01-02T12:00:00Z", null), firstNeeded: 5).ShouldBe(2);

        WalArchive.Read(_directory.Path, Cluster).Runs.SelectMany(run => run.Files).Select(file => Path.GetFileName(file.Path)).Order()
            .ShouldBe(["000000010000000000000001", "000000010000000000000002.partial", "000000010000000000000005", "000000010000000000000006"]);
    }

    [Fact]
    public void Without_a_backup_nothing_is_pruned()
    {
        Touch("20260101T000000Z", "000000010000000000000003");

        WalRetention.Prune(_directory.Path, [_directory.File("none")]).ShouldBe(0);
    }

    [Fact]
    public async Task A_compressed_segment_that_was_cut_is_damaged()
    {
        var path = _directory.File("000000010000000000000005.gz");
        await using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            await gzip.WriteAsync(new byte[WalFile.Bytes], Ct);
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path, Ct))[..1000], Ct);
        Directory.CreateDirectory(_directory.File("to"));

        (await Should.ThrowAsync<DataSpecException>(WalFile.Of(path)!.ExtractAsync(_directory.File("to"), Cluster, Ct))).Message.ShouldContain("is damaged");
    }

    [Fact]
    public async Task A_segment_that_is_compressed_meanwhile_is_found_under_its_new_name()
    {
        var segment = new byte[WalFile.Bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(segment.AsSpan(8), 5UL * WalFile.Bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(segment.AsSpan(24), ulong.Parse(Cluster, null));
        await using (var gzip = new GZipStream(File.Create(_directory.File("000000010000000000000005.gz")), CompressionLevel.Fastest))
            await gzip.WriteAsync(segment, Ct);
        Directory.CreateDirectory(_directory.File("to"));

        await WalFile.Of(_directory.File("000000010000000000000005.partial"))!.ExtractAsync(_directory.File("to"), Cluster, Ct);

        (await File.ReadAllBytesAsync(_directory.File("to/000000010000000000000005"), Ct)).SequenceEqual(segment).ShouldBeTrue();
    }

    void Touch(string run, params string[] names)
    {
        var directory = Path.Combine(_directory.Path, Cluster, run);
        Directory.CreateDirectory(directory);
        foreach (var name in names)
            File.WriteAllText(Path.Combine(directory, name), "");
    }

    static BackupManifest Manifest(string at, ulong ownSegment) => SyntheticManifest(DateTimeOffset.Parse(at, null), WalFile.NameOf(1, ownSegment));

    static BackupManifest SyntheticManifest(DateTimeOffset at, string segment) => new()
    {
        Format = BackupManifest.CurrentFormat,
        Id = "b",
        Tool = "t",
        StartedAt = at,
        FinishedAt = at,
        Project = "p",
        Postgres = new("i", "sha256:i", 180006, Cluster, 1, "0/5000028", "0/5000100", true, "u", "d", "18/docker", null, 1),
        Consistency = new(at, "r", "0/5000200"),
        Images = [],
        Archives = [],
        Canaries = [],
        KeepsModes = true,
        Directories = [],
        Files = [new($"base/pg_wal/{segment}", 1, "", "0600")],
        Checksum = "",
    };
}
