using System.Text.RegularExpressions;
using Shouldly;

namespace DataSpec.Engine.Tests.Bootstrap;

/// <summary>Where PowerShell cannot be run, what <c>build.ps1</c> says is compared with <c>build.sh</c>, which is.</summary>
public sealed partial class PowerShellScriptSpecs
{
    static readonly string Shell = Read("build.sh");
    static readonly string PowerShell = Read("build.ps1");

    [Fact]
    public void Both_build_with_the_same_switches()
    {
        var switches = Switches(Shell);
        switches.Length.ShouldBeGreaterThan(6);
        Switches(PowerShell).ShouldBe(switches);
    }

    [Fact]
    public void Both_say_the_same()
    {
        foreach (Match said in Sentence().Matches(Shell))
            PowerShell.Replace("$code", "$status", StringComparison.Ordinal).ShouldContain(said.Groups["text"].Value);
    }

    [Theory]
    [InlineData(":complete")]
    [InlineData("NUKE_ROOT")]
    [InlineData("global.json")]
    [InlineData("dotnet-root")]
    [InlineData("'.*'")]
    [InlineData("'*~'")]
    public void Both_know(string word)
    {
        Shell.ShouldContain(word);
        PowerShell.ShouldContain(word);
    }

    [Fact]
    public void Brackets_of_the_script_are_closed()
    {
        foreach (var (open, close) in new[] { ('{', '}'), ('(', ')'), ('[', ']') })
            PowerShell.Count(letter => letter == open).ShouldBe(PowerShell.Count(letter => letter == close), $"{open}");
    }

    static string[] Switches(string script) =>
        [.. Switch().Matches(script).Select(match => match.Value).Where(value => value != "-p:Precompile=false").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    static string Read(string name) => File.ReadAllText(Path.Combine(Checkout.RepositoryRoot(), name));

    [GeneratedRegex("-p:[A-Za-z]+=[a-z]+|-nodeReuse:false|-clp:[A-Za-z;]+", RegexOptions.None, 1000)]
    private static partial Regex Switch();

    [GeneratedRegex("(?:say|fail [0-9]) \"(?<text>[^\"$]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Sentence();
}
