using DataSpec.Operations.Verification;
using DataSpec.Operations.Verification.Checks.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

public class ContainerChecksSpecs
{
    static readonly DateTimeOffset Start = StackPicture.Page.StartedAt;

    [Theory]
    [InlineData("running", 0, 1, CheckStatus.Passed)]
    [InlineData("restarting", 1, 1, CheckStatus.Failed)]
    [InlineData("running", 2, 1, CheckStatus.Passed)]
    [InlineData("running", 3, 4, CheckStatus.Failed)]
    [InlineData("running", 3, 6, CheckStatus.Warning)]
    [InlineData("running", 3, 1441, CheckStatus.Passed)]
    public void Three_restarts_are_a_loop_while_the_last_is_fresh_and_worth_a_word_for_a_day(string status, int restarts, int minutes, CheckStatus expected) =>
        RestartCheck.Of([StackPicture.Page with { Status = status, RestartCount = restarts }], Start.AddMinutes(minutes)).Status.ShouldBe(expected);

    [Fact]
    public void A_one_shot_that_failed_is_told_of_with_the_container_that_says_why()
    {
        var outcome = OneShotCheck.Of(StackPicture.Of(StackPicture.Page with { Service = "setup", Name = "x-setup-once", IsOneOff = true, Status = "exited", ExitCode = 1 }));

        outcome.Status.ShouldBe(CheckStatus.Failed);
        outcome.Services.ShouldBe(["setup"]);
        outcome.Remedy!.ShouldContain("docker logs x-setup-once");
    }

    [Theory]
    [InlineData("setup", false, "exited", CheckStatus.Passed)] // by plain compose
    [InlineData("setup", false, "created", CheckStatus.Warning)]
    [InlineData("page", true, "exited", CheckStatus.Warning)]
    [InlineData("page", true, "running", CheckStatus.Passed)]
    public void What_ended_well_counts_only_where_it_is_a_leftover(string service, bool oneOff, string status, CheckStatus expected) =>
        OneShotCheck.Of(StackPicture.Of(StackPicture.Page with { Service = service, IsOneOff = oneOff, Status = status })).Status.ShouldBe(expected);

    [Theory]
    [InlineData(900, CheckStatus.Passed)]
    [InlineData(901, CheckStatus.Warning)]
    public void A_container_that_holds_more_than_nine_tenths_of_its_memory_is_told_of(long held, CheckStatus expected) =>
        MemoryChecks.RoomIn([(StackPicture.Postgres, new(held, 0))]).Status.ShouldBe(expected);

    [Fact]
    public void A_process_that_was_ended_in_a_container_that_lives_fails_with_the_key_to_raise()
    {
        var outcome = MemoryChecks.KillsIn([(StackPicture.Page, new(1, 0)), (StackPicture.Postgres, new(1, 2))]);

        outcome.Status.ShouldBe(CheckStatus.Failed);
        outcome.Services.ShouldBe(["postgres"]);
        outcome.Remedy!.ShouldContain("POSTGRES_MEMORY");
    }

    [Fact]
    public void Memory_is_read_from_both_versions_of_control_groups_without_the_cache_of_files()
    {
        using var machine = new TemporaryDirectory();
        Write(machine, "proc/77/cgroup", "4:memory:/docker/c-page\n0::/docker/c-page");
        Write(machine, "sys/fs/cgroup/memory/docker/c-page/memory.usage_in_bytes", "1000\n");
        Write(machine, "sys/fs/cgroup/memory/docker/c-page/memory.stat", "cache 600\ntotal_cache 700\ntotal_shmem 50\n");
        Write(machine, "sys/fs/cgroup/memory/docker/c-page/memory.oom_control", "oom_kill_disable 0\noom_kill 3\n");
        Write(machine, "proc/78/cgroup", "0::/system.slice/docker-c-postgres.scope");
        Write(machine, "sys/fs/cgroup/system.slice/docker-c-postgres.scope/memory.current", "1000\n");
        Write(machine, "sys/fs/cgroup/system.slice/docker-c-postgres.scope/memory.stat", "anon 1\nfile 800\nshmem 100\n");
        Write(machine, "sys/fs/cgroup/system.slice/docker-c-postgres.scope/memory.events", "max 9\noom_kill 1\n");

        ContainerMemory.Of(StackPicture.Page, machine.Path).ShouldBe(new ContainerMemory(350, 3));
        ContainerMemory.Of(StackPicture.Postgres with { Process = 78 }, machine.Path).ShouldBe(new ContainerMemory(300, 1));
    }

    [Fact]
    public void A_process_of_that_number_that_is_not_the_container_tells_nothing()
    {
        using var machine = new TemporaryDirectory();
        Write(machine, "proc/77/cgroup", "0::/user.slice");

        ContainerMemory.Of(StackPicture.Page, machine.Path).ShouldBeNull();
        MemoryChecks.RoomIn([(StackPicture.Page, null)]).Status.ShouldBe(CheckStatus.Skipped);
    }

    static void Write(TemporaryDirectory machine, string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(machine.File(path))!);
        File.WriteAllText(machine.File(path), content);
    }
}
