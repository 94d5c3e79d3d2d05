using System.Globalization;

namespace DataSpec.Operations.Setup;

/// <summary>Is the clock right? Certificates and tokens depend on it.</summary>
static class ClockCheck
{
    const string Remedy = "Set it: sudo timedatectl set-ntp true (in WSL: sudo hwclock -s)";

    public static IEnumerable<Finding> Of(StackRoot root, DateTimeOffset now, EngineMachine? engine)
    {
        if (now.Year < Requirements.FirstSaneYear)
            yield return Finding.Missing("clock", $"The clock of this machine says {now.Year}.", Remedy);
        else if (NewestWrite(root) is { } written && written - now > Requirements.MostClockSkew)
            yield return Finding.Warning("clock", string.Create(CultureInfo.InvariantCulture, $"Files of this stack were written at {written:u}, later than the clock says now ({now:u})."), Remedy);
        if (engine is not null && engine.Clock.Duration() > Requirements.MostClockSkew)
            yield return Finding.Warning("clock", string.Create(CultureInfo.InvariantCulture, $"The engine's clock differs from this machine's by {engine.Clock.TotalSeconds:0} s."), Remedy);
    }

    static DateTimeOffset? NewestWrite(StackRoot root)
    {
        string[] files = [root.EnvFile, root.Credentials, Journal.StackLock.PathIn(root)];
        return files.Where(File.Exists).Select(file => new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero)).Cast<DateTimeOffset?>().Max();
    }
}
