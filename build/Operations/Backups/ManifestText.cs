using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataSpec.Operations.Backups;

/// <summary>The manifest on disk: JSON that carries its own SHA-256, read only when every byte is as it was written.</summary>
static class ManifestText
{
    static readonly string NoChecksum = new('0', 64);

    /// <summary>Of all documents of a backup.</summary>
    public static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // For people; none of it is put into a web page.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>The text with its checksum filled in.</summary>
    public static string Of(BackupManifest manifest)
    {
        var open = JsonSerializer.Serialize(manifest with { Checksum = NoChecksum }, Shape) + "\n";
        return open.Replace(NoChecksum, Sha256(open), StringComparison.Ordinal);
    }

    /// <exception cref="BackupDamagedException">Cut off, changed, contradictory, or of a newer format.</exception>
    public static BackupManifest Parse(string text)
    {
        try
        {
            if (FormatOf(text) is > BackupManifest.CurrentFormat and var newer)
                throw new BackupDamagedException(BackupDamage.NewerFormat, $"its format is {newer}, and this program reads up to {BackupManifest.CurrentFormat}");
            var manifest = JsonSerializer.Deserialize<BackupManifest>(text, Shape)!;
            if (manifest.Checksum is not { Length: 64 } || Sha256(text.Replace(manifest.Checksum, NoChecksum, StringComparison.Ordinal)) != manifest.Checksum)
                throw new BackupDamagedException(BackupDamage.Manifest, $"{BackupLayout.ManifestName} was changed after it was written: its checksum is another");
            return ManifestRules.Check(manifest);
        }
        catch (JsonException error)
        {
            throw new BackupDamagedException(BackupDamage.Manifest, $"{BackupLayout.ManifestName} cannot be read: {error.Message}");
        }
    }

    /// <exception cref="BackupDamagedException">As <see cref="Parse"/>; also where the file cannot be read.</exception>
    public static BackupManifest Read(BackupLayout backup)
    {
        BackupManifest manifest;
        try
        {
            manifest = Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(backup.Manifest)));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BackupDamagedException(BackupDamage.NoManifest, $"it has no {BackupLayout.ManifestName}: it was never finished, or is no backup");
        }
        catch (Exception error) when (error is DecoderFallbackException or IOException or UnauthorizedAccessException)
        {
            throw new BackupDamagedException(BackupDamage.Manifest, $"{BackupLayout.ManifestName} cannot be read: {error.Message}");
        }

        return manifest.Id == backup.Id
            ? manifest
            : throw new BackupDamagedException(BackupDamage.OtherBackup, $"{BackupLayout.ManifestName} is that of backup '{manifest.Id}'");
    }

    static int FormatOf(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Member("format") is { ValueKind: JsonValueKind.Number } format && format.TryGetInt32(out var number) ? number : 0;
    }

    static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>What must hold of a manifest beyond its form.</summary>
static class ManifestRules
{
    static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    static readonly string[] Needed =
    [
        "base/PG_VERSION", "base/global/pg_control", "base/backup_label", "base/backup_manifest", "config/.env", BackupLayout.FingerprintName,
        BackupLayout.InstructionsName,
    ];

    public static BackupManifest Check(BackupManifest manifest)
    {
        var needed = manifest.Form is BackupForm.Plain ? BackupManifest.PlainFormat : BackupManifest.CurrentFormat;
        if (manifest.Format != needed)
            throw Wrong($"format {manifest.Format} is not that of the form '{manifest.Form.ToString().ToLowerInvariant()}'");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in manifest.Directories.Select(directory => directory.Path).Concat(manifest.Files.Select(file => file.Path)))
        {
            if (!IsBelow(path) || BackupLayout.IsUnlisted(path))
                throw Wrong($"it lists the path '{path}'");
            if (!seen.Add(path))
                throw Wrong($"it lists '{path}' twice");
        }

        if (manifest.Files.FirstOrDefault(file => file.Size < 0 || file.Sha256.Length != 64 || file.Sha256.AsSpan().ContainsAnyExcept(Hex)) is { } bad)
            throw Wrong($"size or checksum of '{bad.Path}' is none");
        if ((manifest.Pack is { } pack ? [pack.Name, BackupLayout.InstructionsName] : Needed).FirstOrDefault(path => !seen.Contains(path)) is { } missing)
            throw Wrong($"it does not list '{missing}', without which nothing can be restored");
        if (manifest is { Pack: not null, Parent: not null } || manifest.Parent is { } parent && (parent.Chain is not [.., var last] || last != parent.Id || !parent.Chain.All(IsName)))
            throw Wrong("it names no chain that there can be");
        if (manifest.Pack is null && manifest.Archives.FirstOrDefault(archive => !seen.Contains(archive.Archive) || !IsBelow(archive.Directory)) is { } lost)
            throw Wrong($"it names the archive '{lost.Archive}' but does not list it");
        return manifest;
    }

    static bool IsBelow(string path) =>
        path.Length > 0 && path[0] != '/' && !path.Contains('\0', StringComparison.Ordinal) && path.Split('/').All(part => part is not ("" or "." or ".."));

    static bool IsName(string id) => IsBelow(id) && !id.Contains('/', StringComparison.Ordinal);

    static BackupDamagedException Wrong(string what) => new(BackupDamage.Manifest, $"{BackupLayout.ManifestName} is wrong: {what}");
}
