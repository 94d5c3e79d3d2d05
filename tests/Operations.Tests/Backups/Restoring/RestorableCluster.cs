using System.Security.Cryptography;
using System.Text;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

/// <summary>A real cluster whose server alone is the stack that a restore stops and starts.</summary>
sealed class RestorableCluster(RealCluster cluster) : IRestoreStack
{
    public RealCluster Cluster => cluster;

    public StackRoot Root => cluster.Stack.Root;

    /// <summary>Thrown by the next start.</summary>
    public DataSpecException? FailStart { get; set; }

    static readonly string[] Folders = ["airflow/dlt", "superset", "pgadmin"];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public RestoreTools Tools(Action<JournalRecord>? written = null, StackRoot? root = null) => new(
        cluster.Sidecars, cluster.Images, cluster.Form(), this, root ?? Root, new Dictionary<string, string>(StringComparer.Ordinal), cluster.Progress, TimeProvider.System, new MaskedSecrets())
    { Written = written };

    public RestoreOptions Options(string from, params RestorePart[] only) => only.Length == 0
        ? new() { From = from, TargetDirectory = cluster.Target.Path }
        : new() { From = from, TargetDirectory = cluster.Target.Path, Only = [.. only] };

    public async Task<RestoreResult> RestoreAsync(string from, params RestorePart[] only)
    {
        await using var plan = await Tools().LookAsync(Options(from, only), Ct);
        return await Tools().RunAsync(plan, Ct);
    }

    /// <summary>Hash of everything that SQL can say of the cluster, and of the files beside it with their owners.</summary>
    public async Task<string> StateAsync()
    {
        // The lines with a key are made up anew by each dump.
        const string Dump = @"set -o pipefail; pg_dumpall -U datafoundry | grep -vE '^\\(un)?restrict ' | sha256sum";
        return (await cluster.DockerAsync("exec", cluster.Name, "bash", "-c", Dump)).EnsureSuccess().StandardOutput.Trim() + Files();
    }

    public string Files()
    {
        var text = new StringBuilder();
        foreach (var folder in Folders.Select(name => Path.Combine(Root.Data, name)).Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                text.Append(path).Append(Posix.OwnerOf(path)).Append(File.Exists(path) ? File.ReadAllText(path) : "");
        }

        return Hash(text.Append(File.ReadAllText(Root.EnvFile)).ToString());
    }

    /// <summary>What must hold after whatever ended well: nothing half there, and the server answers.</summary>
    public async Task ShouldBeWholeAsync()
    {
        JournalReader.Unfinished(Root).ShouldBeEmpty();
        (await cluster.LeftAsync()).ShouldBeEmpty();
        var folder = KeptState.Folder(Root);
        (Directory.Exists(folder) ? Directory.GetDirectories(folder) : []).Length.ShouldBe(KeptState.Read(Root).Length);
        await cluster.ExecuteAsync("select 1");
    }

    Task<bool> IRestoreStack.RunsAsync(string project, CancellationToken ct) => cluster.RunsAsync();

    Task IRestoreStack.StopAsync(CancellationToken ct) => cluster.StopServerAsync();

    async Task IRestoreStack.StopHardAsync(CancellationToken ct) => await cluster.DockerAsync("rm", "--force", "--volumes", cluster.Name);

    async Task IRestoreStack.StartAsync(string? systemIdentifier, CancellationToken ct)
    {
        if (FailStart is { } failure)
        {
            FailStart = null;
            throw failure;
        }

        await cluster.StartServerAsync();
        var found = (await cluster.Client.QueryAsync("select system_identifier::text from pg_control_system()", row => row.GetString(0), ct))[0];
        (systemIdentifier ?? found).ShouldBe(found);
    }

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
