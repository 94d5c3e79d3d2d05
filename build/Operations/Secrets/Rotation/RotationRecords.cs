using System.Collections.Immutable;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>What <c>RotateSecrets</c> is asked to do.</summary>
/// <param name="Only">Keys of <c>.env</c> or names of services; empty for all secrets.</param>
/// <param name="Resume">Finishes a rotation that was interrupted.</param>
/// <param name="Abandon">Gives such a rotation up and leaves everything as it is.</param>
public sealed record RotateSecretsOptions(ImmutableArray<string> Only, bool Resume = false, bool Abandon = false);

/// <summary>One secret after the rotation.</summary>
/// <param name="Changed">False where it was kept; <paramref name="Note"/> says why.</param>
/// <param name="NewWorks">True where the new value was used with success; null where that cannot be tried.</param>
/// <param name="OldRefused">True where the old value was tried and refused; null where that cannot be tried.</param>
/// <param name="Note">How it was proved, or why not.</param>
public sealed record RotatedSecretResult(string Key, string Service, bool Changed, bool? NewWorks, bool? OldRefused, string Note)
{
    /// <summary>False where a proof was tried and failed.</summary>
    public bool IsProved => NewWorks is not false && OldRefused is not false;
}

/// <summary>What <c>RotateSecrets</c> did, secrets in the order of <c>.env</c>.</summary>
public sealed record RotateSecretsResult(ImmutableArray<RotatedSecretResult> Secrets);
