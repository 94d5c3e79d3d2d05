using System.Collections.Immutable;

namespace DataSpec.Operations.Upgrades;

/// <summary>The image of one service before and after.</summary>
/// <param name="Variable">Key of <c>.env</c> that names it.</param>
/// <param name="ToId">Null until the image is here.</param>
public sealed record ImageChange(string Service, string Variable, string From, string FromId, string To, string? ToId);

/// <summary>What an upgrade leads to.</summary>
/// <param name="FromMajor">Major version of Postgres before; null where it stays.</param>
/// <param name="ToMajor">The one after; null where it stays.</param>
/// <param name="FilesDirectory">The new <c>compose/</c>, <c>scripts-config/</c> and <c>airflow/</c>; null where none change.</param>
public sealed record UpgradeTarget(ImmutableArray<ImageChange> Images, int? FromMajor, int? ToMajor, string? FilesDirectory);
