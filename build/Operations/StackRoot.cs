namespace DataSpec.Operations;

/// <summary>Where the parts of one checkout live; every path of the tool starts here.</summary>
public sealed record StackRoot(string Directory)
{
    public string EnvFile => Path.Combine(Directory, ".env");

    public string ComposeDirectory => Path.Combine(Directory, "compose");

    public string ComposeFile => Path.Combine(ComposeDirectory, "compose.yaml");

    public string ImagesDirectory => Path.Combine(ComposeDirectory, "images");

    public string ImagesLock => Path.Combine(ComposeDirectory, "images.lock.json");

    public string Airflow => Path.Combine(Directory, "airflow");

    /// <summary>Datasets, charts and dashboards of Superset as files.</summary>
    public string DashboardAssets => Path.Combine(Directory, "scripts-config", "superset", "assets");

    public string Data => Path.Combine(Directory, "data");

    /// <summary>The tool's own records about this stack: lock, journal, history.</summary>
    public string State => Path.Combine(Data, ".dataspec");

    public string Credentials => Path.Combine(Data, "credentials.txt");

    public string Temp => Path.Combine(Directory, ".nuke", "temp");

    public string PrivateEngine => Path.Combine(Temp, "engine");
}
