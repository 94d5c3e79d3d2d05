namespace DataSpec.Operations.Setup;

/// <summary>What the stack needs of a machine, and where each number comes from.</summary>
static class Requirements
{
    const long Gibibyte = 1L << 30;

    /// <summary>The oldest engine that this stack was run on.</summary>
    public static readonly Version LeastEngine = new(20, 10);

    /// <summary>Airflow's own compose set-up warns below 2.</summary>
    public const int Processors = 2;

    /// <summary>Airflow's own compose set-up warns below 4000 MB; a machine sold with 4 GB shows less than 4 GiB.</summary>
    public const long LeastMemory = 3500L << 20;

    /// <summary>Sum of the parts while a load runs, with Superset and the log stack beside it.</summary>
    public const long GoodMemory = 7 * Gibibyte;

    /// <summary>Idle, the core services take 1 GB; a load up to 1 GB more.</summary>
    public const long GoodFreeMemory = 2 * Gibibyte;

    /// <summary>A new cluster (0.1 GB), its WAL and one month of trips.</summary>
    public const long LeastDataDisk = 2 * Gibibyte;

    /// <summary>Three months of trips in both tables of a reload (3 GB), and WAL up to <c>max_wal_size</c> (4 GB).</summary>
    public const long GoodDataDisk = 10 * Gibibyte;

    /// <summary>Below this a cluster that exists cannot even write a checkpoint's WAL safely.</summary>
    public const long LeastDiskOfRunningStack = Gibibyte / 4;

    /// <summary>Images of Postgres and Airflow, unpacked (2.5 GB), and a layer being built.</summary>
    public const long GoodImageDisk = 8 * Gibibyte;

    /// <summary>The two images have about 60,000 files; a load and its logs some thousands.</summary>
    public const long GoodInodes = 100_000;

    /// <summary>Fewer than one load and its logs take.</summary>
    public const long LeastInodes = 1_000;

    /// <summary>Certificates of today are not valid before.</summary>
    public const int FirstSaneYear = 2026;

    /// <summary>Far above what time synchronisation leaves, far below what breaks a token.</summary>
    public static readonly TimeSpan MostClockSkew = TimeSpan.FromSeconds(30);
}
