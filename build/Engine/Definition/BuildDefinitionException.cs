namespace DataSpec.Engine.Definition;

/// <summary>The build itself is wrong: a cycle, an ambiguous reference, a hidden member.</summary>
sealed class BuildDefinitionException(string message) : Exception(message);
