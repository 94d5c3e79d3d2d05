using System.Collections.Immutable;

namespace DataSpec.Operations.Compose;

/// <summary>Which inputs each one-shot last ran with, kept inside the cluster they acted on.</summary>
public interface IOneShotRecords
{
    /// <summary>Fingerprint by service; empty in a cluster that has none yet.</summary>
    /// <exception cref="DataSpecException">The cluster does not answer or refuses the password.</exception>
    Task<ImmutableDictionary<string, string>> ReadAsync(CancellationToken ct);

    Task WriteAsync(IReadOnlyDictionary<string, string> fingerprints, CancellationToken ct);
}
