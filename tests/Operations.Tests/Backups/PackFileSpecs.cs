using System.Runtime.Versioning;
using System.Security.Cryptography;
using DataSpec.Operations.Backups.Forms;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

[SupportedOSPlatform("linux")]
public sealed class PackFileSpecs : IDisposable
{
    readonly TemporaryDirectory _directory = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1000, 1)]
    [InlineData(2 << 20, 1)]
    [InlineData((2 << 20) + 1, 2)]
    [InlineData(7 << 20, 4)]
    public async Task What_is_written_in_parts_is_read_as_one(int bytes, int parts)
    {
        var all = RandomNumberGenerator.GetBytes(bytes);

        var content = await PackFile.WriteAsync(new MemoryStream(all), _directory.Path, "pack", _ => { }, Ct, mostPartBytes: 2 << 20);

        content.Parts.Length.ShouldBe(parts);
        content.Bytes.ShouldBe(bytes);
        content.Parts.Select(part => part.Name).Order(StringComparer.Ordinal).ShouldBe(content.Parts.Select(part => part.Name));
        content.Parts.ShouldAllBe(part => part.Size == new FileInfo(_directory.File(part.Name)).Length && part.Size <= 2 << 20);
        var read = new MemoryStream();
        (await PackFile.ReadAsync(_directory.Path, content.Parts.Select(part => part.Name), read, _ => { }, Ct)).ShouldBe(content.Sha256);
        read.ToArray().ShouldBe(all);
        content.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(all)));
    }

    [Fact]
    public async Task A_reader_that_ends_early_stops_neither_the_writer_nor_the_checksum()
    {
        await File.WriteAllBytesAsync(_directory.File("pack"), new byte[3 << 20], Ct);
        using var pipe = NamedPipe.Make(_directory.File("pipe"), (Posix.EffectiveUser, 0));
        var hash = "";

        await Together.RunAsync(
            Ct,
            token => pipe.FeedAsync(async stream => hash = await PackFile.ReadAsync(_directory.Path, ["pack"], stream, _ => { }, token), token),
            async token =>
            {
                await using var reader = await pipe.OpenForReadingAsync(token);
                await reader.ReadExactlyAsync(new byte[10], token);
            });

        hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(new byte[3 << 20])));
    }

    [Fact]
    public async Task Where_one_side_of_a_pipe_fails_before_it_opens_it_the_other_does_not_wait_for_ever()
    {
        using var pipe = NamedPipe.Make(_directory.File("pipe"), (Posix.EffectiveUser, 0));

        var error = await Should.ThrowAsync<InvalidOperationException>(Together.RunAsync(
            Ct,
            token => pipe.OpenForReadingAsync(token),
            _ => throw new InvalidOperationException("the reason")));

        error.Message.ShouldBe("the reason");
    }
}
