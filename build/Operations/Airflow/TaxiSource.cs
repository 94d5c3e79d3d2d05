using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Airflow;

/// <summary>Brings files of this machine to where Airflow's container sees them; an address is passed on as it is.</summary>
/// <param name="dltHome">The folder of <c>data/airflow/dlt</c> as the container sees it.</param>
public sealed class TaxiSource(StackRoot root, string dltHome, IReadOnlyList<string> months, IReadOnlyList<string> types, IProgressSink progress)
{
    const string Folder = "staged";

    string HostFolder => Path.Combine(root.Data, "airflow", "dlt", Folder);

    /// <summary>Copies what the request needs and returns the options for the load; disposing them removes the copies.</summary>
    /// <exception cref="DataSpecException">A file is not in the directory (<see cref="ExitCode.VerificationFailed"/>); nothing was loaded.</exception>
    public async Task<StagedSource> StageAsync(SeedRequest request, CancellationToken ct)
    {
        var options = new SeedOptions { Months = request.Months, Types = request.Types, BaseUrl = request.From };
        if (request.Directory is not { } directory)
            return new StagedSource(options, folder: null);

        var files = FilesOf(request).Append("misc/taxi_zone_lookup.csv").Select(file => Find(directory, file)).ToArray();
        var staged = new StagedSource(options with { BaseUrl = $"{dltHome.TrimEnd('/')}/{Folder}" }, HostFolder);
        staged.Empty();
        Directory.CreateDirectory(HostFolder);
        foreach (var file in files)
        {
            progress.Say("seed", $"copying {Path.GetFileName(file)} ({ProgressText.Size(new FileInfo(file).Length)})");
            await CopyAsync(file, ct);
        }

        return staged;
    }

    IEnumerable<string> FilesOf(SeedRequest request) =>
        from type in request.Types.IsEmpty ? types : request.Types
        from month in request.Months.IsEmpty ? months : request.Months
        select $"trip-data/{type}_tripdata_{month}.parquet";

    /// <summary>In the public layout, or flat in the directory.</summary>
    static string Find(string directory, string file)
    {
        var name = Path.GetFileName(file);
        string[] places = [Path.Combine(directory, file), Path.Combine(directory, name)];
        return places.FirstOrDefault(File.Exists) ?? throw new DataSpecException(ExitCode.VerificationFailed, $"'{name}' is not in '{directory}'.")
        {
            LeftAsItWas = "Nothing was loaded; the tables are as they were.",
            NextStep = "Put the file there, or name other months: ./build.sh Seed --months ...",
        };
    }

    async Task CopyAsync(string file, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var copy = Path.Combine(HostFolder, Path.GetFileName(file));
        // A copy on the same file system shares its blocks where the file system can.
        await Task.Run(() => File.Copy(file, copy), ct);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(copy, (UnixFileMode)0b110_100_100);
    }
}

/// <summary>A request whose files Airflow can see.</summary>
public sealed class StagedSource(SeedOptions options, string? folder) : IDisposable
{
    public SeedOptions Options { get; } = options;

    public void Dispose() => Empty();

    internal void Empty()
    {
        if (folder is not null && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
