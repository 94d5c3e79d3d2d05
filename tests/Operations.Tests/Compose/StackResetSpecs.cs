using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

public sealed class StackResetSpecs : IDisposable
{
    readonly FakeEngine _engine = new FakeEngine().Running("postgres");
    readonly RecordingProgress _progress = new();

    public StackResetSpecs() => File.WriteAllText(_engine.Root.EnvFile, "");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Without_confirmation_nothing_is_deleted()
    {
        Directory.CreateDirectory(_engine.Root.Data);

        (await Should.ThrowAsync<DataSpecException>(() => ResetAsync(confirmed: false))).ExitCode.ShouldBe(ExitCode.WrongUsage);

        _engine.Calls.ShouldBeEmpty();
        Directory.Exists(_engine.Root.Data).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_link_inside_data_points_to_stays()
    {
        using var folder = new TemporaryDirectory();
        var outside = new DirectoryInfo(folder.Path);
        await File.WriteAllTextAsync(Path.Combine(outside.FullName, "mine"), "", Ct);
        Directory.CreateDirectory(_engine.Root.Data);
        Directory.CreateSymbolicLink(Path.Combine(_engine.Root.Data, "link"), outside.FullName);

        await ResetAsync(confirmed: true);

        Directory.Exists(_engine.Root.Data).ShouldBeFalse();
        File.Exists(Path.Combine(outside.FullName, "mine")).ShouldBeTrue();
        _engine.Calls.ShouldBe(["rm postgres", "down"]);
    }

    [Fact]
    public async Task A_data_folder_that_is_itself_a_link_is_refused()
    {
        using var folder = new TemporaryDirectory();
        var outside = new DirectoryInfo(folder.Path);
        Directory.CreateSymbolicLink(_engine.Root.Data, outside.FullName);

        (await Should.ThrowAsync<DataSpecException>(() => ResetAsync(confirmed: true))).Message.ShouldContain(outside.FullName);

        _engine.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("clones/audit/data", "Restore --as audit --remove")]
    [InlineData("schedule/schedule.json", "Schedule --remove")]
    public async Task What_would_be_stranded_is_named_with_the_command_that_removes_it_first(string left, string first)
    {
        var path = Path.Combine(_engine.Root.State, left);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "", Ct);

        (await Should.ThrowAsync<DataSpecException>(() => ResetAsync(confirmed: true))).NextStep.ShouldNotBeNull().ShouldContain(first);

        _engine.Calls.ShouldBeEmpty();
        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task Passwords_go_only_when_asked_for()
    {
        await ResetAsync(confirmed: true);
        File.Exists(_engine.Root.EnvFile).ShouldBeTrue();

        await ResetAsync(confirmed: true, env: true);
        File.Exists(_engine.Root.EnvFile).ShouldBeFalse();
    }

    Task ResetAsync(bool confirmed, bool env = false) =>
        new StackReset(_engine.Project, _engine.Root, _progress).RunAsync(new StackResetOptions { Confirmed = confirmed, EnvFile = env, Image = "image:1" }, Ct);
}
