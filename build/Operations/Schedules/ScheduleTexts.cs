using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DataSpec.Operations.Schedules;

/// <summary>The texts that a schedule consists of. Each format has its own way to write a path; the launcher alone has more than one.</summary>
static class ScheduleTexts
{
    /// <summary>Variables that a scheduled run needs as the person had them; a timer starts with next to none.</summary>
    static readonly ImmutableArray<string> Kept = ["PATH", "HOME", "DOTNET_ROOT", "NUGET_PACKAGES", "DOCKER_HOST", "DOCKER_CONFIG", "XDG_RUNTIME_DIR"];

    /// <summary>Carries the stack's name, so that two stacks have two.</summary>
    public static string NameOf(string project) => $"dataspec-backup-{project}";

    /// <summary>The script that the timer starts: it knows the root and the environment, and leaves a trace that it began.</summary>
    public static string Launcher(string project, StackRoot root, ScheduleFiles files, IReadOnlyDictionary<string, string> environment)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"#!/bin/sh\n# Starts the scheduled backup of the stack '{project}'; written by ./build.sh Schedule.\nset -u\numask 077\n");
        foreach (var name in Kept.Where(environment.ContainsKey))
            text.Append(CultureInfo.InvariantCulture, $"export {name}={Shell(environment[name])}\n");
        text.Append(CultureInfo.InvariantCulture, $"""
            export NO_COLOR=1
            exec >>{Shell(files.Log)} 2>&1 </dev/null
            echo "--- $(date '+%Y-%m-%d %H:%M:%S %z')"
            # This very process becomes the build, which removes the file when it has told how it ended.
            echo "$$ $(cat /proc/sys/kernel/random/boot_id)" >{Shell(files.Running)}
            cd {Shell(root.Directory)} && exec /bin/sh ./build.sh ScheduledBackup

            """);
        return text.ToString();
    }

    public static string Service(string project, string launcher) => $"""
        [Unit]
        Description=Backup of the DataSpec stack {project}
        # After a Reset there is nothing to back up.
        ConditionPathExists={SystemdPath(launcher)}

        [Service]
        Type=oneshot
        ExecStart=/bin/sh {SystemdArgument(launcher)}
        # 6: another run worked on the stack all the time; nothing is wrong with it.
        SuccessExitStatus=6
        Nice=10

        """;

    public static string Timer(string project, TimeOnly daily) => string.Create(CultureInfo.InvariantCulture, $"""
        [Unit]
        Description=Daily backup of the DataSpec stack {project}

        [Timer]
        OnCalendar=*-*-* {daily:HH:mm}:00
        # A run that was missed because the machine was off follows when it is on.
        Persistent=true

        [Install]
        WantedBy=timers.target

        """);

    /// <summary>One line of a crontab; the name at its end finds it again.</summary>
    /// <param name="user">Who runs it, in a file of /etc/cron.d; null in a person's own crontab.</param>
    public static string CronLine(string project, TimeOnly daily, string launcher, string? user) => string.Create(
        CultureInfo.InvariantCulture,
        $"{daily.Minute} {daily.Hour} * * * {(user is null ? "" : user + " ")}{Cron($"[ ! -f {Shell(launcher)} ] || exec /bin/sh {Shell(launcher)}")} # {NameOf(project)}");

    public static string CronFile(string project, TimeOnly daily, string launcher) =>
        $"# Daily backup of the DataSpec stack {project}; written by ./build.sh Schedule, removed by ./build.sh Schedule --remove.\nSHELL=/bin/sh\n{CronLine(project, daily, launcher, "root")}\n";

    /// <summary>One word for a POSIX shell.</summary>
    public static string Shell(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>Cron takes a bare % for the end of the line, whatever the quotes.</summary>
    static string Cron(string command) => command.Replace("%", @"\%", StringComparison.Ordinal);

    /// <summary>One argument of ExecStart: in quotes, with specifiers and variables made plain.</summary>
    static string SystemdArgument(string word) =>
        $"\"{SystemdPath(word).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal)}\"";

    /// <summary>A path that is a whole setting stands unquoted; only specifiers are replaced in it.</summary>
    static string SystemdPath(string path) => path.Replace("%", "%%", StringComparison.Ordinal);
}
