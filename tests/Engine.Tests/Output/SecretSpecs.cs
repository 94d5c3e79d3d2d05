using Nuke.Common;
using Serilog;
using Shouldly;

namespace DataSpec.Engine.Tests.Output;

sealed class LeakingBuild : NukeBuild
{
    [Parameter("Says t0psecret")]
    [Secret]
    public string? Password { get; }

    public Target Leak => _ => _
        .Description("Knows 0wn-secret")
        .OnlyWhenDynamic(() => Password != "0wn-secret")
        .Executes(() =>
        {
            Log.Information("Logged {Password}", Password);
            Log.Warning(new InvalidOperationException($"Inner {Password} 0wn-secret"), "Warned {Password} 0wn-secret", Password);
            ReportSummary(summary =>
            {
                summary["told"] = $"{Password} 0wn-secret";
                return summary;
            });
            throw new InvalidOperationException($"Thrown {Password} 0wn-secret");
        });

    /// <summary>As a build does that learns secrets while it runs.</summary>
    protected internal override void OnBuildCreated() =>
        AppContext.SetData("DataSpec.Mask", (Func<string, string>)(text => text.Replace("0wn-secret", "***", StringComparison.Ordinal)));
}

public sealed class SecretSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose()
    {
        AppContext.SetData("DataSpec.Mask", null);
        _run.Dispose();
    }

    [Theory]
    [InlineData("Leak --verbosity verbose")]
    [InlineData("Leak --password t0psecret --verbosity verbose")]
    [InlineData("Leak --password t0psecret --plan")]
    public void Neither_console_nor_log_nor_drawn_plan_shows_one(string arguments)
    {
        _run.With("NUKE_PASSWORD", "t0psecret").Run<LeakingBuild>(arguments);

        var seen = _run.Output + _run.Error + string.Concat(_run.Files());
        seen.ShouldContain("***");
        seen.ShouldNotContain("t0psecret");
        seen.ShouldNotContain("0wn-secret");
    }

    [Fact]
    public void A_wrong_command_line_does_not_repeat_it()
    {
        _run.Run<LeakingBuild>("Leak --password t0psecret another --no-such-option");
        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain("--no-such-option");
        _run.Error.ShouldNotContain("t0psecret");
    }
}
