using DataSpec.Operations.Secrets;
using Microsoft.Win32.SafeHandles;

namespace DataSpec.Operations.Journal;

/// <summary>One journal open for appending; every record is on the disk before <see cref="Append"/> returns.</summary>
sealed class JournalFile : IDisposable
{
    readonly SafeFileHandle _file;
    long _length;

    JournalFile(SafeFileHandle file, long length) => (_file, _length) = (file, length);

    /// <summary>A new journal with its first record; there is either the whole of it or no file.</summary>
    public static JournalFile Create(string path, JournalRecord first)
    {
        var line = JournalText.LineOf(first);
        DurableFile.Write(path, line, EnvFile.PrivateMode);
        return new JournalFile(File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read), line.Length);
    }

    /// <summary>An old journal; half a record at its end, which nobody relied on, is cut off.</summary>
    public static JournalFile Open(string path, out JournalContent? content)
    {
        var text = File.ReadAllBytes(path);
        var length = JournalText.Parse(text).Length;
        content = JournalContent.Parse(text);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read);
        if (length < text.Length)
            RandomAccess.SetLength(file, length);
        return new JournalFile(file, length);
    }

    /// <exception cref="IOException">The disk is full or broken; the records before this one are untouched.</exception>
    public void Append(JournalRecord record)
    {
        var line = JournalText.LineOf(record);
        try
        {
            RandomAccess.Write(_file, line, _length);
            RandomAccess.FlushToDisk(_file);
            _length += line.Length;
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, _length);
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}
