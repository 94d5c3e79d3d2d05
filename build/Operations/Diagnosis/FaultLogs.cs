using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Diagnosis.Bundles;
using DataSpec.Operations.Verification;

namespace DataSpec.Operations.Diagnosis;

/// <summary>Adds to each cause what the services at fault wrote last.</summary>
sealed class FaultLogs(ComposeProject project, Redactor redactor)
{
    const int MostServices = 2;
    const int Lines = 8;
    const int LongestLine = 400;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public async Task<ImmutableArray<Cause>> AddAsync(IReadOnlyList<Cause> causes, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            if (causes.Count == 0)
                return [];
            var containers = (await project.ReadContainersAsync(service: null, deadline.Token)).Where(container => !container.IsOneOff).ToLookup(container => container.Service, StringComparer.Ordinal);
            return [.. await Task.WhenAll(causes.Select(async cause => cause with { Logs = [.. await Task.WhenAll(AtFault(cause).SelectMany(service => containers[service].Take(1)).Select(container => LinesAsync(container, deadline.Token)))] }))];
        }
        catch (Exception error) when (error is DataSpecException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return [.. causes];
        }
    }

    /// <summary>Where the check names none, those that it needs.</summary>
    static IEnumerable<string> AtFault(Cause cause) =>
        (cause.Services.IsEmpty ? CheckCatalogue.Descriptions.FirstOrDefault(check => check.Id == cause.Id)?.Services ?? [] : cause.Services).Take(MostServices);

    async Task<ServiceLines> LinesAsync(ServiceContainer container, CancellationToken ct)
    {
        var lines = await project.ReadLastLinesAsync(container.Id, Lines, ct);
        return new(container.Service, [.. lines.TakeLast(Lines).Select(line => redactor.Over(line.Length > LongestLine ? $"{line[..LongestLine]}..." : line))]);
    }
}
