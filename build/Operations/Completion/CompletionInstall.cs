using System.Collections.Immutable;
using System.Text;
using DataSpec.Operations.Journal;

namespace DataSpec.Operations.Completion;

/// <summary>What was written or removed; empty where all was so already.</summary>
public sealed record CompletionResult(ImmutableArray<string> Changed);

/// <summary>Teaches a person's shell, and takes it back; both may be repeated.</summary>
public sealed class CompletionInstall(CompletionPlaces places, string script)
{
    const UnixFileMode OfScripts = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes the script, then the lines that name it.</summary>
    /// <exception cref="DataSpecException">Something else has the script's place, or a file cannot be written.</exception>
    public CompletionResult Install() => Change(() =>
    [
        .. Write(places.Script, CheckedScript() == script ? null : script),
        .. places.StartFile is { } file ? Edit(file, text => StartFileBlock.With(text, places.Line)) : [],
    ]);

    /// <summary>Takes the lines away, then the script; a file that held nothing else goes too.</summary>
    /// <exception cref="DataSpecException">A file cannot be written.</exception>
    public CompletionResult Uninstall() => Change(() =>
    {
        ImmutableArray<string> changed = places.StartFile is { } file ? [.. Edit(file, StartFileBlock.Without)] : [];
        if (CheckedScript() is null)
            return changed;
        File.Delete(places.Script);
        return [.. changed, places.Script];
    });

    /// <summary>Null where there is none.</summary>
    string? CheckedScript()
    {
        var text = File.Exists(places.Script) ? File.ReadAllText(places.Script) : null;
        return text is null || text.StartsWith("# Completes ./build", StringComparison.Ordinal)
            ? text
            : throw new DataSpecException(ExitCode.FailedUnchanged, $"'{places.Script}' is not ours.") { LeftAsItWas = "It was left as it is.", NextStep = $"mv '{places.Script}' '{places.Script}.old', then the same command" };
    }

    /// <summary>As bytes, so that no encoding is changed.</summary>
    static IEnumerable<string> Edit(string file, Func<string, string> edit)
    {
        var text = File.Exists(file) ? File.ReadAllText(file, Encoding.Latin1) : "";
        var edited = edit(text);
        if (edited == text)
            return [];
        if (edited.Length > 0)
            return Write(file, edited, Encoding.Latin1);
        File.Delete(file);
        return [file];
    }

    static IEnumerable<string> Write(string file, string? text, Encoding? encoding = null)
    {
        if (text is null)
            return [];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var mode = !OperatingSystem.IsWindows() && File.Exists(file) ? File.GetUnixFileMode(file) : OfScripts;
        DurableFile.Write(file, (encoding ?? Encoding.UTF8).GetBytes(text), mode);
        return [file];
    }

    static CompletionResult Change(Func<ImmutableArray<string>> change)
    {
        try
        {
            return new(change());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, error.Message, error) { LeftAsItWas = "What could not be written is as it was.", NextStep = "./build.sh Completion prints the script: put it where your shell reads it" };
        }
    }
}
