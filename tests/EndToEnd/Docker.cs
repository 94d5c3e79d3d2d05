using System.Diagnostics;

namespace DataSpec.EndToEnd;

/// <summary>Names of the images that the sandbox works with.</summary>
static class Images
{
    public const string Airflow = "dataspec/airflow:3.3.2-packages";
}

/// <summary>The plain client, as a person would call it: the tests' second opinion on what the tool did.</summary>
static class Docker
{
    /// <summary>Standard output of a call that must end with 0.</summary>
    public static async Task<string> Run(params string[] arguments)
    {
        var (exitCode, output, error) = await Try(null, arguments);
        exitCode.ShouldBe(0, $"docker {string.Join(' ', arguments)}\n{output}\n{error}");
        return output;
    }

    public static Task<(int ExitCode, string Output, string Error)> Try(string? workingDirectory, params string[] arguments) =>
        Call("docker", workingDirectory, arguments);

    /// <summary>A script as a person would paste it, whatever its exit code.</summary>
    public static Task<(int ExitCode, string Output, string Error)> Shell(string script) => Call("bash", workingDirectory: null, ["-c", script]);

    /// <summary>Another program than the client, whatever its exit code.</summary>
    public static Task Program(string name, params string[] arguments) => Call(name, workingDirectory: null, arguments);

    static async Task<(int ExitCode, string Output, string Error)> Call(string program, string? workingDirectory, string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory ?? "",
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var docker = Process.Start(info)!;
        var output = docker.StandardOutput.ReadToEndAsync();
        var error = docker.StandardError.ReadToEndAsync();
        await docker.WaitForExitAsync();
        return (docker.ExitCode, await output, await error);
    }
}
