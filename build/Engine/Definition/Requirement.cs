using System.Reflection;

namespace DataSpec.Engine.Definition;

/// <summary>Something that must be there before any target runs: a member with a value or, where <paramref name="Member"/> is null, a condition.</summary>
sealed record Requirement(MemberInfo? Member, Func<object?> Value, string Text);
