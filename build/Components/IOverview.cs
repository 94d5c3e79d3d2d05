using Nuke.Common;

/// <summary>What <c>./build.sh</c> without a target says: what this is and the five commands to know.</summary>
interface IOverview : INukeBuild
{
    Target Overview => _ => _
        .Description("Says what this is and which commands to know")
        .Unlisted()
        .Executes(() => Console.Out.WriteLine("""
            DataSpec: a complete analytics stack on this machine, and the program that operates it.
            Postgres (the warehouse), Airflow with dlt (loads it), Superset (dashboards),
            pgAdmin (tables and SQL), Grafana with Loki (logs). All data is in ./data, all settings in .env.

              ./build.sh Up        start everything and load the first data; safe to repeat
              ./build.sh Status    what runs, which versions, last load, last backup
              ./build.sh Backup    a copy of everything, booted and compared: proved
              ./build.sh Upgrade   newer versions: rehearsed, and back by itself if anything fails
              ./build.sh Down      stop everything in the right order; the data stays

            Where to log in is printed by Up; the passwords are in data/credentials.txt.
            All targets: ./build.sh --help        one target, with examples: ./build.sh Backup --help
            Complete with Tab: ./build.sh Completion --install
            """));
}
