using System.Text.Json;

namespace DataSpec.EndToEnd;

public sealed class BackupSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task Backup_of_the_running_stack_is_proved_listed_and_provable_again()
    {
        var stack = await sandbox.RunningStack();
        var target = System.IO.Directory.CreateTempSubdirectory("dataspec backups ").FullName;
        try
        {
            var made = await stack.Run(0, "Backup", "--target-dir", target, "--label", "first", "--json");
            using var backup = JsonDocument.Parse(made.Output);
            var id = backup.RootElement.GetProperty("id").GetString()!;
            backup.RootElement.GetProperty("proof").GetProperty("failures").GetArrayLength().ShouldBe(0);

            using var listed = JsonDocument.Parse((await stack.Run(0, "Backups", "--target-dir", target, "--json")).Output);
            var one = listed.RootElement.GetProperty("backups").EnumerateArray().ShouldHaveSingleItem();
            one.GetProperty("id").GetString().ShouldBe(id);
            one.GetProperty("label").GetString().ShouldBe("first");
            one.GetProperty("state").GetString().ShouldBe("complete");
            one.GetProperty("proved").ValueKind.ShouldBe(JsonValueKind.String);

            await stack.Run(0, "Prove", "--target-dir", target, "--id", id);
            (await new Warehouse(stack).Scalar<string>("select status || ' ' || (proved_at is not null) from dataspec.backups order by started_at desc limit 1")).ShouldBe("succeeded true");
            (await Docker.Run("ps", "-aq", "--filter", $"label=dataspec.backup={stack.Project}")).ShouldBeEmpty();

            // One bit in the largest file: the exit code and the text say so.
            var largest = new DirectoryInfo(Path.Combine(target, id, "base")).EnumerateFiles("*", SearchOption.AllDirectories).MaxBy(file => file.Length)!;
            await using (var file = largest.Open(FileMode.Open, FileAccess.ReadWrite))
            {
                var value = file.ReadByte();
                file.Position = 0;
                file.WriteByte((byte)(value ^ 1));
            }

            (await stack.Run(4, "Prove", "--target-dir", target, "--id", id)).Everything.ShouldContain(largest.Name);
        }
        finally
        {
            System.IO.Directory.Delete(target, recursive: true);
        }
    }

    [Fact]
    public async Task Of_two_Backups_at_once_one_does_the_work_and_the_other_says_who_holds_the_lock()
    {
        var stack = await sandbox.RunningStack();
        var target = System.IO.Directory.CreateTempSubdirectory("dataspec backups ").FullName;
        try
        {
            using var first = stack.Start("Backup", "--target-dir", target, "--no-prove");
            await first.UntilItSays("database", TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

            (await stack.Run(6, "Backup", "--target-dir", target)).Error.ShouldContain("'Backup'");

            (await first.End(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken)).ExitCode.ShouldBe(0, first.Output);
            System.IO.Directory.GetDirectories(target).ShouldHaveSingleItem().ShouldNotEndWith(".part");
        }
        finally
        {
            System.IO.Directory.Delete(target, recursive: true);
        }
    }

    [Fact]
    public async Task An_incremental_backup_continues_the_last_one_and_a_wrong_recipient_is_refused()
    {
        Share.TakeTurn(Scenarios.Backups);
        var stack = await sandbox.RunningStack();
        var target = System.IO.Directory.CreateTempSubdirectory("dataspec backups ").FullName;
        try
        {
            (await stack.Run(0, "Backup", "--target-dir", target, "--incremental")).Everything.ShouldContain("a full backup, because");
            using var second = JsonDocument.Parse((await stack.Run(0, "Backup", "--target-dir", target, "--incremental", "--json")).Output);
            second.RootElement.GetProperty("form").GetString().ShouldBe("incremental");
            second.RootElement.GetProperty("proof").GetProperty("failures").GetArrayLength().ShouldBe(0);
            (await stack.Run(2, "Backup", "--target-dir", target, "--encrypt", "nobody")).Everything.ShouldContain("'nobody' is no public key");
        }
        finally
        {
            System.IO.Directory.Delete(target, recursive: true);
        }
    }

    [Fact]
    public async Task Backup_into_data_is_refused_before_anything_is_written()
    {
        var stack = await sandbox.RunningStack();

        (await stack.Run(2, "Backup", "--target-dir", stack.PathOf("data", "backups"))).Everything.ShouldContain("is inside");

        System.IO.Directory.Exists(stack.PathOf("data", "backups")).ShouldBeFalse();
    }
}
