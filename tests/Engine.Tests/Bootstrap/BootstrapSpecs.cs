using System.Diagnostics;
using Shouldly;

namespace DataSpec.Engine.Tests.Bootstrap;

[Trait("kind", "integration")]
public sealed class BootstrapSpecs : IDisposable
{
    readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task The_first_run_says_that_it_builds_and_the_second_says_nothing()
    {
        var first = await _checkout.Run("a 'b c' --d=e");
        var second = await _checkout.Run("a 'b c' --d=e");

        var parent = Path.GetDirectoryName(_checkout.Root);
        var expected = $"first|{_checkout.Root}|{parent}|a+b c+--d=e\n";
        first.ShouldBe((0, expected, "Building the program in build/ (the first time about half a minute) ...\n"));
        second.ShouldBe((0, expected, ""));
    }

    [Fact]
    public async Task An_edit_a_deletion_and_a_move_build_again()
    {
        _checkout.Write("build/More.cs", "static class More;");
        await _checkout.Run();

        _checkout.Write("build/Program.cs", Checkout.Program("edited"));
        (await _checkout.Run()).Output.ShouldStartWith("edited|");

        _checkout.Delete("build/More.cs");
        (await _checkout.Run()).Error.ShouldStartWith("Building");

        _checkout.Move();
        (await _checkout.Run()).ShouldSatisfyAllConditions(run => run.Error.ShouldStartWith("Building"), run => run.Output.ShouldStartWith($"edited|{_checkout.Root}|"));
    }

    [Fact]
    public async Task A_broken_source_tells_its_errors_and_leaves_the_program_before()
    {
        var program = Path.Combine(_checkout.Root, "build", "Program.cs");
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(program, time);
        await _checkout.Run();

        _checkout.Write("build/Program.cs", "broken");
        var broken = await _checkout.Run();
        _checkout.Write("build/Program.cs", Checkout.Program("first"));
        File.SetLastWriteTimeUtc(program, time);
        var restored = await _checkout.Run();

        (broken.ExitCode, broken.Output).ShouldBe((1, ""));
        broken.Error.ShouldContain("error CS");
        broken.Error.ShouldContain("the one before is untouched");
        (restored.ExitCode, restored.Error).ShouldBe((0, ""));
    }

    [Fact]
    public async Task Runs_that_start_together_build_once_and_all_succeed()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _checkout.Run()));

        runs.ShouldAllBe(run => run.ExitCode == 0 && run.Output.StartsWith("first|"));
        runs.Count(run => run.Error.Length > 0).ShouldBe(1);
    }

    [Fact]
    public async Task A_build_that_was_killed_is_repaired_by_the_next_run()
    {
        Directory.CreateDirectory(Path.Combine(_checkout.Root, ".nuke", "temp", "run", "new"));
        Directory.CreateDirectory(Path.Combine(_checkout.Root, ".nuke", "temp", "obj", "_build"));
        _checkout.Write(".nuke/temp/obj/_build/project.assets.json", "half writ");

        (await _checkout.Run()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Sources_may_be_read_only()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may write everywhere");
        Directory.CreateDirectory(Path.Combine(_checkout.Root, ".nuke", "temp"));
        using (var chmod = Process.Start("sh", ["-c", "chmod a-w \"$0\" \"$0\"/build \"$0\"/build/* \"$0\"/*.* \"$0\"/.nuke", _checkout.Root]))
            await chmod.WaitForExitAsync(TestContext.Current.CancellationToken);

        (await _checkout.Run()).ExitCode.ShouldBe(0);
    }
}
