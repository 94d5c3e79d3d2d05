using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Containers;

/// <summary>A container engine of this checkout alone, from the distribution's packages, under <c>.nuke/temp/engine</c>. The system's
/// own Docker is never touched.</summary>
public sealed class PrivateEngine
{
    static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(60);
    // dockerd itself gives each container its own grace (Postgres: 10 minutes) before it ends.
    static readonly TimeSpan _stopPatience = TimeSpan.FromMinutes(11);

    readonly IProcessRunner _runner;
    readonly TimeProvider _time;
    readonly PrivateEnginePaths _paths;
    readonly EngineParts _parts;
    readonly EngineClient _client;
    readonly EngineDaemon _daemon;

    /// <summary>The private engine of one checkout; downloaded packages stay in the cache folder, by default
    /// <c>$XDG_CACHE_HOME/dataspec</c> or <c>~/.cache/dataspec</c>.</summary>
    public PrivateEngine(StackRoot root, IProcessRunner runner, TimeProvider time, string? cache = null)
    {
        (_runner, _time) = (runner, time);
        _paths = PrivateEnginePaths.Of(root.PrivateEngine);
        _parts = new EngineParts(new DistributionPackages(runner, cache ?? UserCache.Folder));
        _client = new EngineClient(_paths);
        _daemon = new EngineDaemon(_paths, runner);
    }

    /// <summary>How to call it once it runs.</summary>
    public EngineEndpoint Endpoint => _client.Endpoint;

    /// <summary>Where it listens while it runs.</summary>
    public string Socket => _paths.Socket;

    public async Task<PrivateEngineStatus> StatusAsync(CancellationToken ct = default)
    {
        var endpoint = _client.Endpoint;
        var version = File.Exists(_paths.Socket) ? await new EngineProbe(_runner).EngineVersionAsync(endpoint, ct) : null;
        return new PrivateEngineStatus(endpoint, Directory.Exists(_paths.Root), version, _daemon.ProcessId, _paths.EnvironmentFile);
    }

    /// <summary>Starts it, downloading its programs the first time; containers and images of earlier runs are there again. Does
    /// nothing when it runs.</summary>
    /// <exception cref="DataSpecException">Not root, no apt, no network, or it did not answer within a minute (its last log lines
    /// are in the text).</exception>
    public async Task<PrivateEngineStatus> StartAsync(IProgressSink progress, CancellationToken ct = default)
    {
        if (await StatusAsync(ct) is { Running: true } running)
            return running;
        if (!Environment.IsPrivilegedProcess)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, "A private container engine needs root.")
            {
                LeftAsItWas = "Nothing was started or changed.",
                NextStep = "Run the same command with sudo, or install Docker: curl -fsSL https://get.docker.com | sudo sh",
            };
        }
        if (!Directory.Exists(_paths.Root))
            await _parts.InstallAsync(_paths.Root, withIptables: ProgramPath.Find("iptables") is null, progress, ct);
        _client.Write();
        var started = _time.GetTimestamp();
        await _daemon.StartAsync(ct);
        while (true)
        {
            if (await StatusAsync(ct) is { Running: true } status)
            {
                progress.Say("engine", $"private engine {status.Version} answers after {_time.GetElapsedTime(started).TotalSeconds:0.0} s");
                return status;
            }
            if (_time.GetElapsedTime(started) > _startPatience || (_daemon.ProcessId is null && _time.GetElapsedTime(started) > TimeSpan.FromSeconds(5)))
                throw DidNotStart();
            await Task.Delay(TimeSpan.FromMilliseconds(200), _time, ct);
        }
    }

    /// <summary>Ends it and, with their own grace each, its containers; images and volumes stay. Does nothing when it does not
    /// run.</summary>
    /// <exception cref="DataSpecException">It still runs after 11 minutes.</exception>
    public async Task StopAsync(IProgressSink progress, CancellationToken ct = default)
    {
        if (_daemon.ProcessId is null)
            return;
        progress.Say("engine", "stopping");
        await _daemon.AskToStopAsync(ct);
        var started = _time.GetTimestamp();
        while (_daemon.ProcessId is { } process)
        {
            if (_time.GetElapsedTime(started) > _stopPatience)
                throw new DataSpecException(ExitCode.Unfinished, $"The private engine (process {process}) still runs after {_stopPatience.TotalMinutes:0} minutes.")
                {
                    LeftAsItWas = "Its containers were asked to stop; no data was removed.",
                    NextStep = $"Look at its log: tail {_paths.Log}",
                };
            await Task.Delay(TimeSpan.FromMilliseconds(200), _time, ct);
        }
        progress.Say("engine", "stopped");
    }

    DataSpecException DidNotStart()
    {
        var log = File.Exists(_paths.Log) ? File.ReadLines(_paths.Log).TakeLast(5) : [];
        return new DataSpecException(ExitCode.RequirementMissing, string.Join("\n  ", log.Prepend("The private container engine did not start. Its last lines:")))
        {
            LeftAsItWas = "The system's own Docker was not touched.",
            NextStep = $"Read the whole log: less {_paths.Log}",
        };
    }
}
