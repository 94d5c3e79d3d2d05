using Nuke.Common;

/// <summary>What <c>./build.sh</c> without a target says: what this is and the five commands to know.</summary>
interface IOverview : INukeBuild
{
    Target Overview => _ => _
        .Description("Says what this is and which commands to know")
        .Unlisted()
        .Executes(() => Console.Out.WriteLine("""
            DataSpec: a complete analytics stack on this machine (Postgres, Airflow with dlt).

              ./build.sh Up        start everything and load the first data; safe to repeat
              ./build.sh Status    what runs, which versions, when data was last loaded
              ./build.sh Logs      follow the logs of all services or of one
              ./build.sh Seed      load or reload the NYC Taxi data
              ./build.sh Down      stop everything in the right order; data stays in ./data

            All targets: ./build.sh --help        one target: ./build.sh Up --help
            """));
}
