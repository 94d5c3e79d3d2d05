using System.Diagnostics;
using DataSpec.Operations.Journal;

namespace DataSpec.EndToEnd;

/// <summary>A run of tests that was killed hard.</summary>
public sealed class LeftoversSpecs
{
    [Fact]
    public async Task What_a_killed_run_left_is_removed_by_the_next_and_what_lives_is_kept()
    {
        var name = Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        var (dead, alive) = ($"e2e-dead-{name}", $"e2e-alive-{name}");
        var kept = Leftovers.NewFolder(alive);
        var left = Leftovers.NewFolder(dead);
        using (var gone = Process.Start("true"))
        {
            gone.WaitForExit();
            var note = LockHolder.OfThisProcess("tests", TimeProvider.System.GetUtcNow()) with { Process = gone.Id };
            await File.WriteAllTextAsync(Path.Combine(left, ".owner"), note.ToJson(), TestContext.Current.CancellationToken);
        }

        foreach (var project in new[] { dead, alive })
            await Docker.Run("create", "--network=none", "--label", $"com.docker.compose.project={project}", "--name", project, Images.Airflow);
        try
        {
            await Leftovers.Remove();

            Directory.Exists(left).ShouldBeFalse();
            Directory.Exists(kept).ShouldBeTrue();
            (await Docker.Run("ps", "--all", "--format", "{{.Names}}", "--filter", $"name={name}")).Trim().ShouldBe(alive);
        }
        finally
        {
            await Docker.Run("rm", "--force", alive);
            Directory.Delete(kept, recursive: true);
        }
    }
}
