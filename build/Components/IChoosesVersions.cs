using Nuke.Common;

/// <summary>Targets that go, or would go, to other versions.</summary>
interface IChoosesVersions : INukeBuild
{
    [Parameter("Where to go: SERVICE=TAG, another lock file, or the folder of a newer release; what compose/images.lock.json names by default", Separator = ",")]
    string[] To => TryGetValue(() => To) ?? [];
}
