namespace Nuke.Common.Execution;

/// <summary>A person's terminal, and everything that is no build server.</summary>
public class Terminal : Host;
