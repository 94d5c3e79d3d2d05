namespace DataSpec.Operations.Schedules;

/// <summary>What a schedule needs to know of the machine and the person.</summary>
/// <param name="FileSystem">Where the machine's own directories are; <c>/</c> but in tests.</param>
public sealed record ScheduleMachine(string FileSystem, bool IsRoot, string User, string Home)
{
    static readonly string[] Crons = ["usr/sbin/cron", "usr/sbin/crond", "sbin/crond", "usr/bin/crond"];

    public static ScheduleMachine Current { get; } = new(
        "/", Environment.IsPrivilegedProcess, Environment.UserName, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>Whether systemd is the machine's first process, as <c>sd_booted(3)</c> decides it.</summary>
    public bool HasSystemd => Directory.Exists(PathOf("run/systemd/system"));

    /// <summary>Whether the user's services go on when nobody is logged in.</summary>
    public bool Lingers => File.Exists(PathOf($"var/lib/systemd/linger/{User}"));

    public string SystemUnits => PathOf("etc/systemd/system");

    public string UserUnits => Path.Combine(Home, ".config", "systemd", "user");

    public string CronDirectory => PathOf("etc/cron.d");

    /// <summary>Whether something reads crontabs; a directory for them alone starts nothing.</summary>
    public bool HasCron => Crons.Any(program => File.Exists(PathOf(program)));

    string PathOf(string below) => Path.Combine(FileSystem, below);
}
