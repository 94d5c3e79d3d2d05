using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Containers;

/// <summary>Gets the programs of a container engine into a private folder.</summary>
sealed class EngineParts(DistributionPackages packages)
{
    static readonly string[] _engine = ["docker.io", "containerd", "runc"];
    // Not on every minimal system, and small; docker-cli is a package of its own in newer suites.
    static readonly string[] _companions = ["docker-cli", "tini", "libdevmapper1.02.1", "libseccomp2"];
    static readonly string[] _iptables =
        ["iptables", "libip4tc2", "libip6tc2", "libxtables12", "libnetfilter-conntrack3", "libnfnetlink0", "libnftnl11", "libmnl0", "netbase"];
    static readonly string[] _composeNames = ["docker-compose-v2", "docker-compose"];
    static readonly string[] _newerSuites = ["forky", "trixie"];

    /// <summary>Downloads and unpacks; the folder exists only when everything is in it.</summary>
    public async Task InstallAsync(string root, bool withIptables, IProgressSink progress, CancellationToken ct)
    {
        using var turn = await packages.TakeTurnAsync(progress, ct);
        var unfinished = root + ".part";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);

        progress.Say("engine", "downloading docker.io, containerd, runc, compose and buildx from the distribution");
        string[] wanted = [.. _engine, .. _companions, .. withIptables ? _iptables : []];
        var host = await packages.HostAsync("docker.io", ct);
        var found = await packages.CandidatesAsync(host, wanted, ct);
        if (_engine.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing)
            throw new DataSpecException(ExitCode.RequirementMissing, $"The distribution's package sources have no '{missing}'.")
            {
                LeftAsItWas = "Nothing was installed.",
                NextStep = "Install Docker yourself: curl -fsSL https://get.docker.com | sudo sh",
            };
        string[] files = [.. await packages.DownloadAsync(host, found, ct), .. await PluginsAsync(host, ct)];

        progress.Say("engine", $"unpacking {files.Length} packages, {files.Sum(file => new FileInfo(file).Length) / 1_000_000} MB");
        await packages.ExtractAsync(files, unfinished, ct);
        Directory.Move(unfinished, root);
    }

    /// <summary>Compose and buildx: from the distribution where compose is new enough, else from the first newer suite where it
    /// is.</summary>
    async Task<IReadOnlyList<string>> PluginsAsync(PackageSuite host, CancellationToken ct)
    {
        if (await FromAsync(host) is { } own)
            return await packages.DownloadAsync(host, own, ct);
        foreach (var name in _newerSuites)
        {
            var suite = await packages.SuiteAsync(host, name, ct);
            if (await FromAsync(suite) is { } newer)
                return await packages.DownloadAsync(suite, newer, ct);
        }
        throw new DataSpecException(ExitCode.RequirementMissing, $"No package source has docker-compose {ContainerEngine.LeastCompose} or newer.")
        {
            LeftAsItWas = "Nothing was installed.",
            NextStep = "Install Docker yourself: curl -fsSL https://get.docker.com | sudo sh",
        };

        async Task<Dictionary<string, string>?> FromAsync(PackageSuite suite)
        {
            var found = await packages.CandidatesAsync(suite, [.. _composeNames, "docker-buildx"], ct);
            var compose = _composeNames.FirstOrDefault(name => VersionText.Parse(found.GetValueOrDefault(name)) >= ContainerEngine.LeastCompose);
            return compose is null
                ? null
                : found.Where(package => package.Key is "docker-buildx" || package.Key.Equals(compose, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        }
    }
}
