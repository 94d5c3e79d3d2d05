using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary>A file of a bundle.</summary>
/// <param name="Bytes">Before it is packed.</param>
public sealed record BundleEntry(string Name, long Bytes, string What);

/// <summary>The archive that was written.</summary>
/// <param name="Missing">What could not be had, and why.</param>
public sealed record SupportBundleResult(string File, long Bytes, ImmutableArray<BundleEntry> Entries, ImmutableArray<string> Missing);

/// <summary>Packs what a bug report needs, after everything has gone through the redactor.</summary>
/// <param name="environment">Of this process: it may hold tokens that were printed somewhere.</param>
public sealed class SupportBundle(StackRoot root, IReadOnlyDictionary<string, string> environment, TimeProvider time)
{
    const string ReadMe = "README.txt";

    /// <summary>Beside each other: <c>dataspec-bundle-20261123T041500Z.tar.gz</c> in the directory from which the tool was called.</summary>
    public string DefaultName => $"dataspec-bundle-{time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.tar.gz";

    /// <summary>Written beside and renamed, for its owner alone.</summary>
    /// <exception cref="DataSpecException">It cannot be written.</exception>
    public async Task<SupportBundleResult> WriteAsync(string file, IEnumerable<BundlePart> parts, IEnumerable<string> secrets, CancellationToken ct)
    {
        var env = ReadEnv();
        var redactor = new Redactor([.. secrets, .. RedactedEnv.SecretsOf(env), .. OldPasswords(), .. environment.Where(variable => SecretPatterns.IsNameOfSecret(variable.Key) && !Path.IsPathRooted(variable.Value)).Select(variable => variable.Value)]);
        var read = await Task.WhenAll(parts.Select(part => part.ReadAsync(redactor, ct)));
        var entries = read.SelectMany(part => part.Files).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToImmutableArray();
        ImmutableArray<string> missing = [.. read.Where(part => part.Problem is not null).Select(part => redactor.Over($"{part.Name}: {part.Problem}"))];
        var folder = Path.GetFileName(file).Split('.')[0];
        var packed = Pack(folder, [new(ReadMe, "what is in here", Introduction(entries, missing)), .. entries]);
        try
        {
            DurableFile.Write(file, packed, EnvFile.PrivateMode);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The bundle '{file}' cannot be written: {error.Message}", error) { LeftAsItWas = "Nothing was changed.", NextStep = "./build.sh Doctor --bundle /another/place/bundle.tar.gz" };
        }

        return new(file, packed.Length, [.. entries.Select(entry => new BundleEntry(entry.Name, Encoding.UTF8.GetByteCount(entry.Text), entry.What))], missing);
    }

    /// <summary>Without owner, and with the times of now: neither tells about the machine.</summary>
    byte[] Pack(string folder, IEnumerable<BundleFile> files)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal))
        using (var tar = new TarWriter(zip, TarEntryFormat.Pax))
        {
            foreach (var file in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{folder}/{file.Name}")
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(file.Text)),
                    Mode = EnvFile.PrivateMode,
                    ModificationTime = time.GetUtcNow(),
                });
            }
        }

        return packed.ToArray();
    }

    static string Introduction(IEnumerable<BundleFile> files, ImmutableArray<string> missing) =>
        new StringBuilder("A DataSpec stack, for a bug report. Known secrets and what looks like one are replaced by ***.\nThat cannot be perfect: look through the files before you send them.\n\n")
            .AppendJoin('\n', files.Select(file => $"{file.Name,-36} {file.What}"))
            .Append(missing.IsEmpty ? "\n" : $"\n\nNot there:\n{string.Join('\n', missing)}\n")
            .ToString();

    string ReadEnv()
    {
        try
        {
            return File.Exists(root.EnvFile) ? File.ReadAllText(root.EnvFile) : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Of <c>credentials.txt</c>, where .env is lost or was changed by hand.</summary>
    IEnumerable<string> OldPasswords()
    {
        try
        {
            return File.Exists(root.Credentials)
                ? [.. File.ReadLines(root.Credentials).Select(line => line.Trim()).Where(line => line.StartsWith("Password", StringComparison.Ordinal)).Select(line => line["Password".Length..].Trim())]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
