using System.Globalization;

namespace DataSpec.Engine.Output;

/// <summary>
/// One file for each run with everything that was logged or printed, readable by its owner only. It is opened with the first line; where that is
/// not possible the run goes on without it.
/// </summary>
sealed class LogFile(string directory, TimeProvider time, Masking masking) : IDisposable
{
    const int Kept = 20;
    const string Pattern = "build.*.log";

    readonly Lock _lock = new();
    StreamWriter? _writer;
    bool _isOff;

    /// <summary>The file of this run; null while nothing was logged.</summary>
    public string? FileName { get; private set; }

    public void Write(string text)
    {
        lock (_lock)
        {
            try
            {
                _writer ??= _isOff ? null : Open();
                _writer?.Write(masking.Mask(text));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                _isOff = true;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOff = true;
            _writer?.Dispose();
            _writer = null;
        }
    }

    StreamWriter Open()
    {
        Directory.CreateDirectory(directory);
        foreach (var old in Directory.GetFiles(directory, Pattern).OrderDescending(StringComparer.Ordinal).Skip(Kept - 1))
            File.Delete(old);

        var stamp = time.GetLocalNow().ToString("yyyy-MM-dd_HH-mm-ss", CultureInfo.InvariantCulture);
        FileName = Path.Combine(directory, $"build.{stamp}.{Environment.ProcessId}.log");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new StreamWriter(FileName, options) { AutoFlush = true };
    }
}
