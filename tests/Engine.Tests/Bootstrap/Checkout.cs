using System.Diagnostics;

namespace DataSpec.Engine.Tests.Bootstrap;

/// <summary>The real <c>build.sh</c> in a folder of its own, around a program so small that it builds in seconds.</summary>
sealed class Checkout : IDisposable
{
    readonly string _parent = Directory.CreateTempSubdirectory("bootstrap-").FullName;

    public Checkout()
    {
        Root = Path.Combine(_parent, "with spaces and ünicode");
        Directory.CreateDirectory(Path.Combine(Root, "build"));
        File.Copy(Path.Combine(RepositoryRoot(), "build.sh"), Path.Combine(Root, "build.sh"));
        File.Copy(Path.Combine(RepositoryRoot(), "global.json"), Path.Combine(Root, "global.json"));
        Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <BaseIntermediateOutputPath>$(MSBuildThisFileDirectory).nuke/temp/obj/$(MSBuildProjectName)/</BaseIntermediateOutputPath>
                <BaseOutputPath>$(MSBuildThisFileDirectory).nuke/temp/bin/$(MSBuildProjectName)/</BaseOutputPath>
              </PropertyGroup>
            </Project>
            """);
        Write("build/_build.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """);
        Write("build/Program.cs", Program("first"));
    }

    public string Root { get; private set; }

    /// <summary>A program that prints a word, the root it was told, its folder, and its arguments.</summary>
    public static string Program(string word) =>
        $$"""System.Console.WriteLine($"{{word}}|{System.Environment.GetEnvironmentVariable("NUKE_ROOT")}|{System.Environment.CurrentDirectory}|{string.Join('+', args)}");""";

    public void Write(string path, string text) => File.WriteAllText(Path.Combine(Root, path), text);

    public void Delete(string path) => File.Delete(Path.Combine(Root, path));

    public void Move()
    {
        var moved = Path.Combine(_parent, "moved");
        Directory.Move(Root, moved);
        Root = moved;
    }

    /// <summary>Runs a program in <paramref name="directory"/>, by default the script in the temporary folder of the test.</summary>
    public async Task<(int ExitCode, string Output, string Error)> Run(string arguments = "", string? directory = null)
    {
        var info = new ProcessStartInfo("sh", ["-c", $"exec \"$0\" {arguments}", Path.Combine(Root, "build.sh")])
        {
            WorkingDirectory = directory ?? _parent,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        // The SDK leaves folders of its own behind.
        info.Environment["TMPDIR"] = _parent;
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            using var chmod = Process.Start("chmod", ["-R", "u+w", _parent]);
            chmod.WaitForExit();
        }

        Directory.Delete(_parent, recursive: true);
    }

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "build.sh")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
