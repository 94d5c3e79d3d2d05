using DataSpec.Operations.Containers;

namespace DataSpec.Operations.Setup;

/// <summary>Is the container engine new enough, and its compose plugin?</summary>
static class EngineCheck
{
    public static IEnumerable<Finding> Of(SetupEngine? engine, DataSpecException? problem = null)
    {
        if (problem is not null)
            yield return Finding.Missing(
                "engine",
                problem.Message,
                problem.NextStep ?? "Install Docker: https://docs.docker.com/engine/install/");
        if (engine is null)
            yield break;
        if (engine.Version < Requirements.LeastEngine)
            yield return Finding.Missing(
                "engine",
                $"The container engine is {engine.Version}; {Requirements.LeastEngine} or newer is needed.",
                "Update it: https://docs.docker.com/engine/install/");
        if (engine.ComposeVersion < ContainerEngine.LeastCompose)
            yield return Finding.Missing(
                "compose",
                $"The compose plugin is {engine.ComposeVersion}; {ContainerEngine.LeastCompose} or newer is needed.",
                "Update it: https://docs.docker.com/compose/install/linux/");
    }
}
