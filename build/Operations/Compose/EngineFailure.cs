using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Compose;

/// <summary>What a failed call of the engine means to the person at the keyboard.</summary>
static class EngineFailure
{
    public static DataSpecException Of(CommandResult result)
    {
        var text = result.StandardError;
        if (Says("Cannot connect to the Docker daemon") || Says("error during connect") || Says("connection refused"))
        {
            return new DataSpecException(ExitCode.RequirementMissing, $"The container engine does not answer any more: {LastLine(text)}")
            {
                LeftAsItWas = "Containers and ./data are as the engine left them.",
                NextStep = "./build.sh Up (it continues from there)",
            };
        }

        if (Says("port is already allocated") || Says("address already in use") || Says("failed to bind"))
        {
            return new DataSpecException(ExitCode.RequirementMissing, $"A port of the stack is taken: {LastLine(text)}")
            {
                NextStep = "Stop what holds it or change the port in .env, then ./build.sh Up",
            };
        }

        if (Says("No such image") || Says("pull access denied") || Says("manifest unknown"))
        {
            return new DataSpecException(ExitCode.RequirementMissing, $"An image of the stack is not there: {LastLine(text)}")
            {
                NextStep = "./build.sh Up (it gets or builds the images first)",
            };
        }

        return new CommandFailedException(result);

        bool Says(string phrase) => text.Contains(phrase, StringComparison.OrdinalIgnoreCase);
    }

    static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no reason given";
}
