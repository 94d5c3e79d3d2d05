using System.Collections.Immutable;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification;

/// <summary>Tells causes from their consequences: of thirty failures because Postgres is down, one is a cause.</summary>
/// <param name="graph">Null where the stack file could not be read.</param>
sealed class Causes(ImmutableArray<CheckDescription> catalogue, ServiceGraph? graph)
{
    /// <summary>Names for each failure the first failure, in the order of the catalogue, that explains it.</summary>
    public ImmutableArray<CheckResult> Explain(ImmutableArray<CheckResult> checks)
    {
        CheckResult[] failed = [.. checks.Where(check => check.Status is CheckStatus.Failed)];
        return [.. checks.Select(check => check.Status is CheckStatus.Failed ? check with { ExplainedBy = failed.FirstOrDefault(other => Explains(other, check))?.Id } : check)];
    }

    bool Explains(CheckResult cause, CheckResult check)
    {
        var about = catalogue.Single(one => one.Id == check.Id);
        if (about.Needs.Contains(cause.Id, StringComparer.Ordinal))
            return true;
        if (cause.Services.IsEmpty || Place(cause) >= Place(check))
            return false;
        // A service that does not answer its own look explains those that need it; who only asks it too has looked by itself.
        if (cause.Level > 1)
            return about.Services.Any(service => cause.Services.Any(fault => Needs(service, fault)));
        // What a failed container explains: every look at it or at what needs it. A look at containers themselves names the services at fault.
        return check.Level == 1
            ? !check.Services.IsEmpty && check.Services.All(service => cause.Services.Any(fault => Needs(service, fault)))
            : about.Services.Any(service => cause.Services.Any(fault => service == fault || Needs(service, fault)));
    }

    bool Needs(string service, string other) => graph?.Needs(service, other) ?? false;

    int Place(CheckResult check) => catalogue.IndexOf(catalogue.Single(one => one.Id == check.Id));
}
