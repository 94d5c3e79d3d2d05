using System.Text;
using DataSpec.Operations.Journal;

namespace DataSpec.Operations.Secrets;

/// <summary>The <c>.env</c> file on disk.</summary>
public sealed class EnvFile(string path)
{
    /// <summary>Readable and writable by its owner alone: it holds every password of the stack.</summary>
    public const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Path { get; } = path;

    public bool Exists => File.Exists(Path);

    /// <summary>What the file holds; an empty text where there is none.</summary>
    /// <exception cref="DataSpecException">Not readable, not UTF-8, or a line that compose would refuse.</exception>
    public EnvDocument Read()
    {
        if (!Exists)
            return EnvDocument.Empty;
        try
        {
            return EnvDocument.Parse(StrictUtf8.GetString(File.ReadAllBytes(Path)));
        }
        catch (DecoderFallbackException error)
        {
            throw new DataSpecException(
                ExitCode.WrongUsage,
                $"'{Path}' is not UTF-8 text.",
                error)
            { NextStep = $"iconv -t UTF-8 '{Path}'" };
        }
        catch (UnauthorizedAccessException error)
        {
            throw new DataSpecException(
                ExitCode.RequirementMissing,
                $"'{Path}' cannot be read by this user.",
                error)
            { NextStep = $"ls -l '{Path}'" };
        }
    }

    /// <summary>Replaces the file in one step with mode 0600; its owner stays.</summary>
    public void Write(EnvDocument document) => DurableFile.Write(Path, document.Text, PrivateMode);

    /// <summary>Sets these keys, adding those that are missing; false where the file says so already and was not touched.</summary>
    public bool Set(IEnumerable<KeyValuePair<string, string>> values)
    {
        var before = Read();
        var missing = values.Where(pair => before[pair.Key] is null).ToArray();
        var after = values.Except(missing).Aggregate(before, (document, pair) => document.With(pair.Key, pair.Value));
        if (missing.Length > 0)
            after = after.Appended([], missing);
        var changes = !string.Equals(before.Text, after.Text, StringComparison.Ordinal);
        if (changes)
            Write(after);
        return changes;
    }
}
