using Nuke.Common.Execution;

namespace DataSpec.Engine.Running;

/// <summary>Told what happens to each target, at the moment it happens.</summary>
interface IRunEvents
{
    void Running(ExecutableTarget target);

    void Skipped(ExecutableTarget target);

    void Succeeded(ExecutableTarget target);

    void Failed(ExecutableTarget target, Exception error);

    void Aborted(ExecutableTarget target, Exception error);
}
