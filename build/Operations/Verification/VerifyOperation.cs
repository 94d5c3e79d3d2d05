using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Verification;

/// <summary>Looks at everything at once; what does not answer fails its own checks and no others.</summary>
public sealed class VerifyOperation
{
    readonly ImmutableArray<ICheck> _checks;
    readonly Func<VerifyOptions, CancellationToken, StackView> _view;
    readonly TimeProvider _time;

    internal VerifyOperation(ImmutableArray<ICheck> checks, Func<VerifyOptions, CancellationToken, StackView> view, TimeProvider time) =>
        (_checks, _view, _time) = (checks, view, time);

    /// <summary>Every check of the catalogue, on one stack.</summary>
    public static VerifyOperation Of(
        StackRoot root, StackSettings settings, ComposeProject project, PostgresClient postgres, IProcessRunner processes, HttpClient http, BackupTools backups, TimeProvider time) =>
        new(CheckCatalogue.All, (options, run) => new StackView(root, settings, project, postgres, processes, http, time, options, run) { Copies = backups }, time);

    /// <exception cref="DataSpecException">Options name what does not exist (exit code 2), or nothing can be looked at (3).</exception>
    public async Task<VerificationReport> RunAsync(VerifyOptions options, CancellationToken ct)
    {
        ImmutableArray<CheckDescription> catalogue = [.. _checks.Select(check => check.About)];
        var chosen = options.Choose(catalogue);
        var begun = _time.GetTimestamp();
        using var run = CancellationTokenSource.CreateLinkedTokenSource(ct);
        run.CancelAfter(options.Timeout);
        var view = _view(options, run.Token);
        CheckResult[] results;
        try
        {
            results = await Task.WhenAll(_checks.Where(check => chosen.Contains(check.About)).Select(check => Task.Run(() => LookAsync(check, view, run.Token), ct)));
        }
        finally
        {
            await view.EndAsync();
        }

        ct.ThrowIfCancellationRequested();
        var causes = new Causes(catalogue, await GraphAsync(view, run.Token));
        return new(view.Settings.ComposeProject, _time.GetUtcNow(), options.Level, _time.GetElapsedTime(begun).TotalSeconds, causes.Explain([.. results]));
    }

    async Task<CheckResult> LookAsync(ICheck check, StackView view, CancellationToken run)
    {
        var (about, begun) = (check.About, _time.GetTimestamp());
        var outcome = about.Profile is { } profile && !view.Settings.Runs(profile)
            ? CheckOutcome.Skipped($"the profile '{profile}' is off")
            : await WithinAsync(check, view, run);
        var remedy = outcome.Status is CheckStatus.Failed or CheckStatus.Warning ? outcome.Remedy ?? about.Remedy : null;
        return new(about.Id, about.Level, about.What, outcome.Status, outcome.Evidence, remedy, _time.GetElapsedTime(begun).TotalSeconds, outcome.Services, ExplainedBy: null);
    }

    static async Task<CheckOutcome> WithinAsync(ICheck check, StackView view, CancellationToken run)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(run);
        patience.CancelAfter(check.About.Patience);
        try
        {
            // A look that does not hear its token is left behind, so that no one waits for it.
            return await check.LookAsync(view, patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            var limit = run.IsCancellationRequested ? view.Options.Timeout : check.About.Patience;
            return CheckOutcome.Failed($"no answer within {limit.TotalSeconds:0.#} s", check.About.Services);
        }
        catch (DataSpecException error)
        {
            return CheckOutcome.Failed(error.Message) with { Remedy = error.NextStep };
        }
        catch (Exception error)
        {
            return CheckOutcome.Failed($"could not look: {error.Message}");
        }
    }

    static async Task<ServiceGraph?> GraphAsync(StackView view, CancellationToken run)
    {
        try
        {
            return new ServiceGraph((await view.SnapshotAsync(run)).Model);
        }
        catch (Exception error) when (error is DataSpecException or OperationCanceledException)
        {
            return null;
        }
    }
}
