namespace Nuke.Common;

public abstract partial class NukeBuild
{
    /// <summary>Parameters have their values; nothing is planned yet.</summary>
    protected internal virtual void OnBuildCreated()
    {
    }

    /// <summary>The plan is made; requirements are not checked yet.</summary>
    protected internal virtual void OnBuildInitialized()
    {
    }

    /// <summary>All targets have ended and the summary is printed.</summary>
    protected internal virtual void OnBuildFinished()
    {
    }

    protected internal virtual void OnTargetRunning(string target)
    {
    }

    protected internal virtual void OnTargetSkipped(string target)
    {
    }

    protected internal virtual void OnTargetSucceeded(string target)
    {
    }

    protected internal virtual void OnTargetFailed(string target)
    {
    }
}
