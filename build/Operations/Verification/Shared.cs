namespace DataSpec.Operations.Verification;

/// <summary>Something that several checks need, read once when the first asks; who no longer wants to wait leaves the others their answer.</summary>
/// <param name="run">Ends with the whole run, not with the check that asked first.</param>
sealed class Shared<T>(Func<CancellationToken, Task<T>> read, CancellationToken run)
{
    readonly Lazy<Task<T>> _value = new(() => Task.Run(() => read(run), run));

    public Task<T> GetAsync(CancellationToken ct) => _value.Value.WaitAsync(ct);
}
