using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Completion;
using Nuke.Common;

/// <summary>Teaches the person's shell the targets, options and values of this build.</summary>
[Category(Group.Tools)]
interface ICompletion : IReports
{
    [Parameter("Which shell; that of $SHELL by default")]
    Shell? Shell => TryGetValue<Shell?>(() => Shell);

    [Parameter("Writes the script where the shell finds it, for every checkout")]
    bool Install => TryGetValue<bool?>(() => Install) ?? false;

    [Parameter("Takes it away again")]
    bool Uninstall => TryGetValue<bool?>(() => Uninstall) ?? false;

    Target Completion => _ => _
        .Description("""
            Teaches your shell to complete targets, options and values

            Without --install it prints the script. A start file such as ~/.bashrc gets three lines between
            two marks; the rest of it is not touched.

            Examples:
              ./build.sh Completion --install                      for the shell that you use
              ./build.sh Completion --shell fish --install
              ./build.sh Completion --shell zsh                    prints the script
              ./build.sh Completion --uninstall

            Page: docs/completion.md
            """)
        .Executes(() => Operate(_ =>
        {
            var shell = Shell ?? CompletionScript.ShellOf(Environment.GetEnvironmentVariable("SHELL"))
                ?? throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, "$SHELL names none of bash, zsh, fish, powershell.") { LeftAsItWas = "Nothing was changed.", NextStep = "./build.sh Completion --shell bash --install" };
            var places = CompletionPlaces.Of(shell, Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
            var install = new CompletionInstall(places, CompletionScript.Of(shell));
            if (Install || Uninstall)
                Tell(Uninstall ? install.Uninstall() : install.Install(), shell);
            else
                Stack.StandardOutput.Write(CompletionScript.Of(shell));
            return Task.CompletedTask;
        }));

    private void Tell(CompletionResult result, Shell shell)
    {
        foreach (var file in result.Changed)
            Stack.Progress.Say("completion", $"{(File.Exists(file) ? "wrote" : "removed")} {file}");
        Stack.Progress.Say("completion", result.Changed.IsEmpty ? $"{shell}: all was so already" : $"{shell}: a new shell knows it");
    }
}
