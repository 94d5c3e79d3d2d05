using System.Globalization;
using System.Text.RegularExpressions;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>The Postgres that restored data is booted with.</summary>
/// <param name="Id">The engine's id of it.</param>
/// <param name="Note">Why it is not the one that <c>.env</c> names; null where it is.</param>
sealed record RestoreImage(string Id, string? Note);

/// <summary>Finds it among the images that are here: the stack's own, else another of the backup's major version.</summary>
sealed partial class RestoreImages(BackupSidecars sidecars, LocalImages images)
{
    /// <param name="configured"><c>POSTGRES_IMAGE</c> of the restored stack.</param>
    /// <exception cref="DataSpecException">The stack's image is of another major version, or there is none here (exit code 3).</exception>
    public async Task<RestoreImage> ChooseAsync(string configured, PostgresFacts backup, CancellationToken ct)
    {
        if (await images.FindAsync(configured, ct) is { } own)
        {
            return await MajorAsync(own.Id, ct) is var major && major == backup.Major
                ? new(own.Id, null)
                : throw OtherMajor(configured, major, backup);
        }

        if (ClusterCheck.MajorOf(configured) is { } tagged && tagged != backup.Major)
            throw OtherMajor(configured, tagged, backup);
        var others = (await images.ListAsync(ct)).Where(name => name.Contains("postgres", StringComparison.Ordinal) && ClusterCheck.MajorOf(name) == backup.Major)
            .OrderDescending(StringComparer.Ordinal);
        foreach (var name in (string[])[backup.ImageId, backup.Image, .. others])
        {
            if (await images.FindAsync(name, ct) is { } image && await MajorAsync(image.Id, ct) == backup.Major)
                return new(image.Id, $"POSTGRES_IMAGE='{configured}' is not on this machine: the data was booted with '{(name == backup.ImageId ? backup.Image : name)}', which has the same major version.");
        }

        throw new DataSpecException(ExitCode.RequirementMissing, $"The data is of Postgres {backup.Major}, and the engine has no image of it.")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = $"./build.sh ProvideImages (gets or builds it), or docker pull {backup.Image}; then the same command",
        };
    }

    /// <summary>What the program in it says: a tag may say anything.</summary>
    async Task<int?> MajorAsync(string image, CancellationToken ct)
    {
        var result = await sidecars.RunAsync(
            new Sidecar($"restore-version-{Guid.NewGuid():N}", image, "postgres", ["--version"]) { User = "999:999" }, onLine: null, ct);
        if (!result.Succeeded)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The image '{image}' does not tell which Postgres it holds: {result.LastWords()}")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "The same command again; where it says this once more, ./build.sh ProvideImages",
            };
        }

        var match = VersionForm().Match(result.StandardOutput);
        return match.Success ? int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    static DataSpecException OtherMajor(string configured, int? major, PostgresFacts backup) =>
        new(ExitCode.RequirementMissing, $"The data is of Postgres {backup.Major}, but POSTGRES_IMAGE='{configured}' is {major?.ToString(CultureInfo.InvariantCulture) ?? "of no version that it tells"}.")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = $"Set POSTGRES_IMAGE={backup.Image} (or another of version {backup.Major}) and POSTGRES_MAJOR={backup.Major} in .env, then the same command; ./build.sh Upgrade later",
        };

    [GeneratedRegex(@"PostgreSQL\) (?<major>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionForm();
}
