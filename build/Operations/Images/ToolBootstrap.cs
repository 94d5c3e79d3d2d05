using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Images;

/// <summary>A call of mmdebstrap that can be completed with arguments: the system's, else one unpacked in the cache folder.</summary>
sealed class ToolBootstrap(IProcessRunner runner, string cache)
{
    const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    static readonly string[] _perlFolders = ["usr/share/perl", "usr/share/perl5", "usr/lib"];

    /// <summary>apt checks signatures as a user of its own, who sees no key below a home that is closed to others; in the image that choice does not stay.</summary>
    static readonly string[] _asRoot = ["--aptopt=APT::Sandbox::User \"root\"", "--customize-hook=sed -i /APT::Sandbox::User/d \"$1/etc/apt/apt.conf.d/99mmdebstrap\""];

    string Root => Path.Combine(cache, "mmdebstrap");

    public async Task<Command> MmdebstrapAsync(IProgressSink progress, CancellationToken ct)
    {
        if (ProgramPath.Find("mmdebstrap") is { } installed && File.Exists(Keyring))
            return Command.Of(installed);
        if (!Directory.Exists(Root))
            await UnpackAsync(progress, ct);
        string[] modules = [.. _perlFolders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            .Where(folder => VersionText.Parse(Path.GetFileName(folder)) is not null)];
        return Command.Of(Path.Combine(Root, "usr", "bin", "mmdebstrap"), [$"--keyring={Path.Combine(Root, "usr/share/keyrings")}", .. _asRoot])
            .WithVariable("PATH", $"{Root}/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .WithVariable("PERL5LIB", string.Join(':', modules));
    }

    async Task UnpackAsync(IProgressSink progress, CancellationToken ct)
    {
        var packages = new DistributionPackages(runner, cache);
        using var turn = await packages.TakeTurnAsync(progress, ct);
        // Bases are made side by side: the one before may have brought it.
        if (Directory.Exists(Root))
            return;
        var host = await packages.HostAsync("mmdebstrap", ct);
        // Its modules are those of the whole Perl, of which a minimal system has only the base.
        string[] perl = await HasWholePerlAsync(ct) ? [] : await PerlAsync(host, ct);
        var wanted = await packages.CandidatesAsync(host, ["mmdebstrap", "debian-archive-keyring", .. perl], ct);
        if (!wanted.ContainsKey("mmdebstrap"))
            throw new DataSpecException(ExitCode.RequirementMissing, "The distribution's package sources have no 'mmdebstrap', which makes the base systems.")
            {
                LeftAsItWas = "No image was built.",
                NextStep = "Let the official images be pulled (--images pull), or install mmdebstrap.",
            };
        var unfinished = $"{Root}.part";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        await packages.ExtractAsync(await packages.DownloadAsync(host, wanted, ct), unfinished, ct);
        Directory.Move(unfinished, Root);
    }

    async Task<bool> HasWholePerlAsync(CancellationToken ct) =>
        (await runner.RunAsync(Command.Of("perl", "-MPod::Usage", "-MMath::BigInt", "-MTime::HiRes", "-e", "1"), ct: ct)).Succeeded;

    async Task<string[]> PerlAsync(PackageSuite host, CancellationToken ct)
    {
        var result = await runner.RunAsync(Command.Of("apt-cache", [.. host.Options, "depends", "perl"]), ct: ct);
        return ["perl", .. result.EnsureSuccess().StandardOutput.Split('\n').Select(line => line.Trim().Replace("Depends: ", "", StringComparison.Ordinal))
            .Where(name => name.StartsWith("perl-modules-", StringComparison.Ordinal) || name.StartsWith("libperl5", StringComparison.Ordinal))];
    }
}
