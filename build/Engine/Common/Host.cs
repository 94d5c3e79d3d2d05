namespace Nuke.Common;

/// <summary>Where a build runs.</summary>
public abstract class Host;
