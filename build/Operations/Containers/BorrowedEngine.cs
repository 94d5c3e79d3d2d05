using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Containers;

/// <summary>An engine for the length of one run: the private one is stopped again if this run started it.</summary>
public sealed class BorrowedEngine : IAsyncDisposable
{
    readonly PrivateEngine? _started;
    readonly IProgressSink _progress;

    BorrowedEngine(ReadyEngine engine, PrivateEngine? started, IProgressSink progress) => (Engine, _started, _progress) = (engine, started, progress);

    public ReadyEngine Engine { get; }

    /// <summary>Finds an engine, starting the private one where none answers.</summary>
    /// <exception cref="DataSpecException">None answers and none may be started.</exception>
    public static async Task<BorrowedEngine> TakeAsync(ContainerEngine engines, PrivateEngine own, bool mayStart, IProgressSink progress, CancellationToken ct)
    {
        var ran = (await own.StatusAsync(ct)).Running;
        var engine = await engines.FindAsync(mayStart, progress, ct);
        return new BorrowedEngine(engine, engine.Endpoint.IsPrivate && !ran ? own : null, progress);
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
            await _started.StopAsync(_progress, CancellationToken.None);
    }
}
