using System.Diagnostics;
using DataSpec.Operations.Completion;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Completion;

/// <summary>Real shells with the real scripts, in front of a <c>build.sh</c> that answers with what it was asked.</summary>
[Trait("kind", "integration")]
public sealed class ShellSpecs : IDisposable
{
    const string Answering = """
        #!/bin/sh
        # :complete
        shift
        printf '%s\n' "$*" >>asked
        printf 'Backup\tCopies everything\nBackups\tLists them\n'
        """;

    const string Foreign = "#!/bin/sh\ntouch started\n";

    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bash_offers_what_the_build_answers()
    {
        Write(Answering);
        var offered = await Run("bash", "-c", Bash("./build.sh", "Seed", "Back"));
        offered.ShouldBe("Backup\nBackups\n");
        Asked.ShouldBe("Seed Back\n");
    }

    [Fact]
    public async Task Bash_finds_it_by_a_whole_path_and_puts_an_equals_sign_together()
    {
        Write(Answering);
        (await Run("bash", "-c", Bash(Path.Combine(_folder.Path, "build.sh"), "Restore", "--from", "=", "la"))).ShouldNotBeEmpty();
        (await Run("bash", "-c", Bash("./build.sh", "Restore", "--from", "="))).ShouldNotBeEmpty();
        Asked.ShouldBe("Restore --from la\nRestore --from \n");
    }

    [Fact]
    public async Task Bash_completes_at_the_tab_of_a_terminal()
    {
        Write(Answering.Replace("Backups\\tLists them\\n", "", StringComparison.Ordinal));
        var typed = $"cd '{_folder.Path}'\nsource '{Script(Shell.Bash)}'\nPS1=\n./build.sh Bac\t X\nexit\n";
        await Run("sh", "-c", "printf '%s' \"$0\" | { cat; sleep 2; } | script -qfc 'bash --norc --noprofile -i' /dev/null", typed);
        Asked.ShouldContain("Bac\n");
        // The completed line was run as well: what the tab put there is what the build got.
        Asked.ShouldContain("X\n");
    }

    [Fact]
    public async Task Fish_offers_it_with_what_it_is()
    {
        await Have("fish");
        Write(Answering);
        var offered = await Run("fish", "--no-config", "-c", $"source '{Script(Shell.Fish)}'; complete --do-complete './build.sh Seed Back'");
        offered.ShouldBe("Backup\tCopies everything\nBackups\tLists them\n");
        Asked.ShouldBe("Seed Back\n");
    }

    [Fact]
    public async Task Zsh_offers_it_at_the_tab_of_a_terminal()
    {
        await Have("zsh");
        Write(Answering);
        var driver = $"""
            zmodload zsh/zpty
            zpty -b shell zsh -f -i
            zpty -w shell $'cd {_folder.Path.Replace(" ", "\\\\ ", StringComparison.Ordinal)}; autoload -Uz compinit; compinit -u -D; source {Script(Shell.Zsh).Replace(" ", "\\\\ ", StringComparison.Ordinal)}; PROMPT=; LISTMAX=0'
            sleep 2
            zpty -w -n shell $'./build.sh Seed Back\t\t'
            for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.5; [ -e asked ] && break; done
            sleep 1
            while zpty -r -t shell line; do print -r -- $line; done
            zpty -d shell
            """;
        var seen = await Run("zsh", "-f", "-c", driver);
        Asked.ShouldContain("Seed Back");
        seen.ShouldContain("Copies everything");
    }

    [Theory]
    [InlineData(Shell.Bash, "bash")]
    [InlineData(Shell.Fish, "fish")]
    public async Task Another_project_s_script_is_never_started(Shell shell, string program)
    {
        await Have(program);
        Write(Foreign);
        await (shell is Shell.Bash
            ? Run("bash", "-c", Bash("./build.sh", "Ba"))
            : Run("fish", "--no-config", "-c", $"source '{Script(Shell.Fish)}'; complete --do-complete './build.sh Ba'"));
        File.Exists(_folder.File("started")).ShouldBeFalse();
    }

    [Fact]
    public async Task PowerShell_reads_the_script()
    {
        await Have("pwsh");
        (await Run("pwsh", "-NoProfile", "-Command", $". '{Script(Shell.Powershell)}'; (TabExpansion2 './build.sh Back').CompletionMatches.CompletionText")).ShouldContain("Backup");
    }

    string Asked => File.ReadAllText(_folder.File("asked"));

    void Write(string script)
    {
        File.WriteAllText(_folder.File("build.sh"), script);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.File("build.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    string Script(Shell shell)
    {
        var path = _folder.File($"script.{CompletionScript.NameOf(shell)}");
        File.WriteAllText(path, CompletionScript.Of(shell));
        return path;
    }

    /// <summary>What bash does at a tab, in the words of its manual.</summary>
    string Bash(params string[] words) =>
        $"source '{Script(Shell.Bash)}'; COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))}); COMP_CWORD={words.Length - 1}; _dataspec_complete '{words[0]}' && printf '%s\\n' \"${{COMPREPLY[@]}}\"";

    async Task<string> Run(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardInput = true };
        info.Environment["HOME"] = _folder.Path;
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }

    /// <summary>Installs the distribution's package where this may be done; skips the test where not.</summary>
    static async Task Have(string program)
    {
        if (Has(program))
            return;
        // The distribution has no PowerShell.
        if (program is "zsh" or "fish")
            await TestPrograms.RequireAsync(program, program);
        Assert.SkipUnless(Has(program), $"{program} is not here and cannot be installed");
    }

    static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
