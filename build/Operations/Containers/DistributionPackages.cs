using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Containers;

/// <summary>Downloads packages of the distribution, checked against its signatures, and unpacks them into a folder. Installs
/// nothing.</summary>
/// <param name="runner">Runs apt and dpkg.</param>
/// <param name="cache">The user's cache folder: package lists and downloaded packages stay there.</param>
sealed class DistributionPackages(IProcessRunner runner, string cache)
{
    static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until nobody else, in this run or in another checkout's, fills the cache folder; the turn ends when the result is disposed.</summary>
    public async Task<IDisposable> TakeTurnAsync(IProgressSink progress, CancellationToken ct)
    {
        Directory.CreateDirectory(cache);
        var file = Path.Combine(cache, "lock");
        for (var isTold = false; ; isTold = true)
        {
            try
            {
                // apt refuses a second reader of its lists, and two would unpack into one folder. The file is never deleted, or two could lock two of them.
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (File.Exists(file))
            {
                if (!isTold)
                    progress.Say("packages", "another download from the distribution is under way: waiting for it");
                await Task.Delay(_lookAgain, ct);
            }
        }
    }

    /// <summary>The host's own sources and lists, else the same sources with lists of our own: a fresh machine has none.</summary>
    public async Task<PackageSuite> HostAsync(string probe, CancellationToken ct)
    {
        var host = new PackageSuite([]);
        if ((await CandidatesAsync(host, [probe], ct)).ContainsKey(probe))
            return host;
        var fresh = new PackageSuite(PrivateState("host"));
        await UpdateAsync(fresh, ct);
        return fresh;
    }

    /// <summary>Another suite of the mirror that <paramref name="host"/> uses for Debian; its own lists, same keys.</summary>
    public async Task<PackageSuite> SuiteAsync(PackageSuite host, string suite, CancellationToken ct)
    {
        var list = Path.Combine(StateFolder(suite), "sources.list");
        Directory.CreateDirectory(StateFolder(suite));
        await File.WriteAllTextAsync(list, $"deb {await MirrorAsync(host, ct)} {suite} main\n", ct);
        // A suite between two releases may have let its date pass; its signature is checked all the same.
        var other = new PackageSuite(
            [.. PrivateState(suite), "-o", $"Dir::Etc::sourcelist={list}", "-o", "Dir::Etc::sourceparts=-", "-o", "Acquire::Check-Valid-Until=false"]);
        await UpdateAsync(other, ct);
        return other;
    }

    /// <summary>The version that would be downloaded, for each of the names that the suite has.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CandidatesAsync(PackageSuite suite, IReadOnlyList<string> names, CancellationToken ct)
    {
        var result = await RunAsync(Command.Of("apt-cache", [.. suite.Options, "policy", .. names]), ct);
        return Candidates(result.EnsureSuccess().StandardOutput);
    }

    public async Task<IReadOnlyList<string>> DownloadAsync(PackageSuite suite, IReadOnlyDictionary<string, string> versions, CancellationToken ct)
    {
        var folder = Path.Combine(cache, "debs");
        Directory.CreateDirectory(folder);
        string[] wanted = [.. versions.Select(package => $"{package.Key}={package.Value}")];
        var download = Command.Of("apt-get", [.. suite.Options, "-q", "-o", "APT::Sandbox::User=root", "download", .. wanted]).In(folder);
        var result = await RunAsync(download, ct);
        return result.Succeeded ? [.. versions.Select(package => FileOf(folder, package))] : throw Unreachable(result);
    }

    public async Task ExtractAsync(IEnumerable<string> packages, string folder, CancellationToken ct)
    {
        foreach (var package in packages)
            (await RunAsync(Command.Of("dpkg-deb", "-x", package, folder), ct)).EnsureSuccess();
    }

    /// <summary>Reads the output of <c>apt-cache policy</c>; packages without a candidate are left out.</summary>
    internal static IReadOnlyDictionary<string, string> Candidates(string policy)
    {
        var candidates = new Dictionary<string, string>(StringComparer.Ordinal);
        var name = "";
        foreach (var line in policy.Split('\n'))
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]))
                name = line.TrimEnd(':', ' ');
            else if (line.Trim() is var text && text.StartsWith("Candidate: ", StringComparison.Ordinal) && !text.EndsWith("(none)", StringComparison.Ordinal))
                candidates[name] = text["Candidate: ".Length..];
        }
        return candidates;
    }

    static string FileOf(string folder, KeyValuePair<string, string> package) =>
        // apt writes an epoch's colon as %3a.
        Directory.EnumerateFiles(folder, $"{package.Key}_{package.Value.Replace(":", "%3a", StringComparison.Ordinal)}_*.deb").First();

    async Task<string> MirrorAsync(PackageSuite host, CancellationToken ct)
    {
        // Who a mirror's packages are from stands in its lists, and a fresh machine's own are empty.
        var targets = await RunAsync(Command.Of("apt-get", [.. host.Options, "indextargets", "--format", "$(ORIGIN) $(SITE) $(REPO_URI)", "Created-By: Packages"]), ct);
        return targets.StandardOutput.Split('\n').FirstOrDefault(line => line.StartsWith("Debian ", StringComparison.Ordinal) && line.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal))
            ?.Split(' ')[^1] ?? throw new DataSpecException(ExitCode.RequirementMissing, "apt knows no Debian mirror to take a newer compose plugin from.")
            {
                LeftAsItWas = "Nothing was installed or started.",
                NextStep = "Install Docker with its compose plugin: curl -fsSL https://get.docker.com | sudo sh",
            };
    }

    async Task UpdateAsync(PackageSuite suite, CancellationToken ct)
    {
        var result = await RunAsync(Command.Of("apt-get", [.. suite.Options, "-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=1", "update"]), ct);
        if (!result.Succeeded)
            throw Unreachable(result);
    }

    async Task<CommandResult> RunAsync(Command command, CancellationToken ct)
    {
        try
        {
            return await runner.RunAsync(command.WithVariable("LC_ALL", "C").WithVariable("DEBIAN_FRONTEND", "noninteractive"), ct: ct);
        }
        catch (CommandNotFoundException error)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"'{command.Executable}' is not there: this needs Debian, Ubuntu or a relative.", error)
            {
                LeftAsItWas = "Nothing was installed.",
                NextStep = "Install Docker yourself: curl -fsSL https://get.docker.com | sudo sh",
            };
        }
    }

    static DataSpecException Unreachable(CommandResult result) =>
        new(
            ExitCode.RequirementMissing,
            CommandText.WithLastLines("The distribution's packages could not be downloaded.", result.Lines.Where(line => line.Text.StartsWith("E: ", StringComparison.Ordinal))),
            new CommandFailedException(result))
        {
            LeftAsItWas = "Nothing was installed.",
            NextStep = $"Check the network and try: {CommandText.Of(result.Command)}",
        };

    string StateFolder(string name) => Path.Combine(cache, "apt", name);

    string[] PrivateState(string name)
    {
        Directory.CreateDirectory(Path.Combine(StateFolder(name), "lists", "partial"));
        return ["-o", $"Dir::State::lists={StateFolder(name)}/lists", "-o", $"Dir::Cache={StateFolder(name)}/cache"];
    }
}

/// <summary>One set of package lists, as options of apt.</summary>
sealed record PackageSuite(IReadOnlyList<string> Options);
