namespace Nuke.Common.Tooling;

/// <summary>Takes settings and gives them back changed.</summary>
public delegate T Configure<T>(T settings);
