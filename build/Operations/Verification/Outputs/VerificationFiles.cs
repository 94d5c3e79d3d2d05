using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Verification.Outputs;

/// <summary>Puts a verification where pipelines look for it; each file is written beside and renamed, so that nobody reads half of one.</summary>
/// <param name="junit">Path, or null for none.</param>
/// <param name="json">As <paramref name="junit"/>.</param>
/// <param name="secrets">Hidden in both.</param>
public sealed class VerificationFiles(string? junit, string? json, MaskedSecrets secrets)
{
    const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <exception cref="DataSpecException">One cannot be written.</exception>
    public void Write(VerificationReport report) => WriteBoth(() => JUnitReport.Of(report), () => JsonResult.Of(report, secrets));

    /// <summary>Says in the files too that nothing could be looked at.</summary>
    public void Write(DataSpecException error) =>
        WriteBoth(() => JUnitReport.Of(error), () => JsonResult.Of(new { error = error.Message, exitCode = (int)error.ExitCode, next = error.NextStep }, secrets));

    void WriteBoth(Func<string> xml, Func<string> document)
    {
        Write(junit, () => secrets.Mask(xml()));
        Write(json, () => document() + "\n");
    }

    /// <summary>What nobody asked for is not made: the first document of each kind takes 20 ms.</summary>
    static void Write(string? path, Func<string> text)
    {
        if (path is null)
            return;
        try
        {
            var file = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            DurableFile.Write(file, text(), Readable);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"'{path}' cannot be written: {error.Message}", error) { LeftAsItWas = "Nothing was changed." };
        }
    }
}
