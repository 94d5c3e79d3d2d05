using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Benchmarks;

/// <summary>One number that the project promises.</summary>
/// <param name="Name">Key of its line in the documentation.</param>
/// <param name="What">What is measured, in a few words.</param>
/// <param name="Limit">The number to keep to, in <paramref name="Unit"/>.</param>
/// <param name="AtLeast">True where more is better.</param>
public sealed record Promise(string Name, string What, double Limit, string Unit, bool AtLeast = false)
{
    public static Promise Help { get; } = new("help", "`./build.sh --help`, warm", 0.25, "s");

    public static Promise Start { get; } = new("start", "`./build.sh`, warm", 0.25, "s");

    public static Promise HelpBesideNuke { get; } = new("help-beside-nuke", "a bootstrap in NUKE's manner : `./build.sh --help`", 8, "x", AtLeast: true);

    public static Promise Completion { get; } = new("completion", "one completion", 0.15, "s");

    public static Promise PlanOfUp { get; } = new("plan", "`./build.sh Up --plan`", 0.4, "s");

    public static Promise PlanOfThousand { get; } = new("plan-1000", "planning 1,000 targets", 50, "ms");

    public static Promise ColdUp { get; } = new("cold-up", "cold `Up`, images present : its longest chain of containers", 1.15, "x");

    public static Promise Passthrough { get; } = new("passthrough", "`./build.sh Compose -- ps` - `docker compose ps`", 0.25, "s");

    public static Promise UpAgain { get; } = new("up-again", "`Up` on a healthy stack - `docker compose ps`", 2, "s");

    public static Promise Seed { get; } = new("seed", "rows per second of the load : of a raw `COPY` of the same rows", 0.5, "x", AtLeast: true);

    public static Promise SeedMemory { get; } = new("seed-memory", "peak resident memory of the load, largest of all sizes", 1024, "MiB");

    public static Promise SupersetInit { get; } = new("superset-init", "processor time of Superset's init on an empty database : of the four commands", 0.5, "x");

    public static Promise SupersetInitAgain { get; } = new("superset-init-again", "Superset's init where nothing changed", 0.5, "s");

    public static Promise Images { get; } = new("images", "package images from nothing, on an empty engine", 360, "s");

    public static Promise ImagesAgain { get; } = new("images-again", "package images, second time", 10, "s");

    public static Promise Backup { get; } = new("backup", "`Backup` of 3 GiB without proof : `cp -a` of the same data", 1.3, "x");

    public static Promise BackupBase { get; } = new("backup-base", "the copy of the cluster in it : `pg_basebackup` alone", 1.2, "x");

    public static Promise BackupVerification { get; } = new("backup-verification", "reading and comparing every file of it : `cp -a`", 0.5, "x");

    public static Promise ProofBoot { get; } = new("proof-boot", "booting it for a proof", 10, "s");

    public static Promise BackupTransactions { get; } = new("backup-tps", "transactions a second beside a backup : without one", 0.8, "x", AtLeast: true);

    public static Promise BackupTransactionsRaw { get; } = new("backup-tps-raw", "transactions a second beside a backup : beside `pg_basebackup` alone", 0.83, "x", AtLeast: true);

    public static Promise BackupPeer { get; } = new("backup-pgbackrest", "`Backup` of 3 GiB without proof : pgBackRest's full backup", 1, "x");

    public static Promise Restore { get; } = new("restore", "`Restore` of it up to the stop of the stack, looked at, copied, booted : `cp -a`", 1.3, "x");

    public static Promise Status { get; } = new("status", "`./build.sh Status`", 2, "s");

    public static Promise VerifyFirst { get; } = new("verify-1", "`Verify --level 1`", 2, "s");

    public static Promise VerifyFirstRatio { get; } = new("verify-1-ratio", "`Verify --level 1` : the time of its slowest check in it", 1.3, "x");

    public static Promise VerifyFirstAlone { get; } = new("verify-1-alone", "`Verify --level 1` : `Verify --only` its slowest check", 1.3, "x");

    public static Promise VerifySecond { get; } = new("verify-2", "`Verify --level 2`", 10, "s");

    public static Promise VerifySecondRatio { get; } = new("verify-2-ratio", "`Verify --level 2` : the time of its slowest check in it", 1.3, "x");

    public static Promise VerifyAlarms { get; } = new("verify-alarms", "checks that fail on a healthy stack", 0, "checks");

    public static Promise UpgradeStop { get; } = new("upgrade-stop", "no page while Airflow goes from 3.2.2 to 3.3.2 : the same stop, migration and start by bare commands", 1.5, "x");

    public static Promise UpgradePrediction { get; } = new("upgrade-prediction", "how far the rehearsal's prediction of that time is off", 0.3, "x");

    public static Promise Rollback { get; } = new("rollback", "no page while `Rollback` goes back", 30, "s");

    public static Promise MajorStop { get; } = new("upgrade-major", "no query answered while Postgres goes from 17 to 18, 3 GB : 10 s + 1.5 ms for each relation", 1, "x");

    public static Promise MajorStopBySize { get; } = new("upgrade-major-size", "the same at 3 GB : at 0.3 GB", 1.2, "x");

    /// <summary>Every promise, in the order of the documentation.</summary>
    public static ImmutableArray<Promise> All { get; } =
    [
        Start, Help, HelpBesideNuke, Completion, PlanOfUp, PlanOfThousand, Passthrough, UpAgain, ColdUp, Seed, SeedMemory, SupersetInit, SupersetInitAgain, Backup, BackupBase, BackupVerification, ProofBoot, BackupTransactions, BackupTransactionsRaw, BackupPeer, Restore,
        Status, VerifyFirst, VerifyFirstRatio, VerifyFirstAlone, VerifySecond, VerifySecondRatio, VerifyAlarms, UpgradeStop, UpgradePrediction, Rollback, MajorStop, MajorStopBySize, Images, ImagesAgain,
    ];

    public string Goal => $"{(AtLeast ? "≥" : "≤")} {Amount(Limit)}";

    /// <param name="detail">One line: the values behind the number.</param>
    public Measured Of(double value, string detail) => new(Name, What, Goal, value, Amount(value), AtLeast ? value >= Limit : value <= Limit, detail);

    string Amount(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.###} {Unit}");
}

/// <summary>What a promise came to in one run.</summary>
public sealed record Measured(string Name, string What, string Goal, double Value, string Result, bool IsMet, string Detail);
