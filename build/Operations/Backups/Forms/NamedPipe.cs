using System.Runtime.Versioning;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>A pipe with a name, by which containers and programs send bytes to this program and get them, at the speed of the kernel.</summary>
[SupportedOSPlatform("linux")]
sealed class NamedPipe : IDisposable
{
    const int BrokenPipe = 32;

    NamedPipe(string path) => Path = path;

    public string Path { get; }

    /// <param name="owner">Who may open it beside root.</param>
    public static NamedPipe Make(string path, (uint User, uint Group) owner)
    {
        File.Delete(path);
        Posix.MakePipe(path);
        ProofScratch.Give(path, owner);
        return new NamedPipe(path);
    }

    /// <summary>Waits until a writer has opened it; what is read ends with the writer.</summary>
    public Task<FileStream> OpenForReadingAsync(CancellationToken ct) => OpenAsync(FileAccess.Read, ct);

    /// <summary>Waits until a reader has opened it; writing fails once that has ended.</summary>
    public Task<FileStream> OpenForWritingAsync(CancellationToken ct) => OpenAsync(FileAccess.Write, ct);

    /// <summary>Writes until the end, or as long as the reader wants more: why it ended early it tells itself.</summary>
    public async Task FeedAsync(Func<Stream, Task> write, CancellationToken ct)
    {
        await using var stream = await OpenForWritingAsync(ct);
        try
        {
            await write(stream);
        }
        catch (IOException error) when (IsBroken(error))
        {
        }
    }

    /// <summary>Passes everything on; where the receiver wants no more the rest is read all the same, so that the sender does not fail of it.</summary>
    public static async Task CopyAsync(Stream from, Stream to, CancellationToken ct)
    {
        try
        {
            await from.CopyToAsync(to, ct);
        }
        catch (IOException error) when (IsBroken(error))
        {
            await from.CopyToAsync(Stream.Null, ct);
        }
    }

    /// <summary>True where the reader of a pipe has ended.</summary>
    public static bool IsBroken(IOException error) => error.HResult == BrokenPipe;

    public void Dispose() => File.Delete(Path);

    async Task<FileStream> OpenAsync(FileAccess access, CancellationToken ct)
    {
        var opening = Task.Run(() => Open(access), CancellationToken.None);
        try
        {
            return await opening.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // The other side never came: opened both ways, this is the other side.
            await using var both = Open(FileAccess.ReadWrite);
            await (await opening).DisposeAsync();
            throw;
        }
    }

    // Shared, or .NET locks it; without a buffer, for what was written must be on its way.
    FileStream Open(FileAccess access) => new(Path, new FileStreamOptions { Access = access, Share = FileShare.ReadWrite, BufferSize = 0 });
}
