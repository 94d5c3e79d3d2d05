using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>The stack as it is operated with one set of settings.</summary>
/// <param name="Superuser">Login of the cluster's superuser.</param>
public sealed record StackParts(ComposeProject Project, StackStop Stop, StackStart Start, PostgresLogin Superuser);
