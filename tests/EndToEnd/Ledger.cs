using System.Globalization;
using Npgsql;

namespace DataSpec.EndToEnd;

/// <summary>A program that writes to the warehouse through the published port while something else is done to the stack; it remembers what was acknowledged.</summary>
sealed class Ledger : IAsyncDisposable
{
    readonly Checkout _stack;
    readonly CancellationTokenSource _end = new();
    readonly Task _writing;
    long _acknowledged;

    Ledger(Checkout stack) => (_stack, _writing) = (stack, Task.Run(Write));

    public static async Task<Ledger> Begin(Checkout stack)
    {
        var ledger = new Ledger(stack);
        await Eventually.Holds(() => Task.FromResult(Volatile.Read(ref ledger._acknowledged) > 0), TimeSpan.FromSeconds(30), "the ledger is written to");
        return ledger;
    }

    /// <summary>Stops writing; every acknowledged row must be there, and some must have come while it was going on.</summary>
    public async Task ShouldBeWhole()
    {
        await _end.CancelAsync();
        await _writing;
        var rows = await new Warehouse(_stack).Scalar<long>(string.Create(CultureInfo.InvariantCulture, $"select count(*) from public.ledger where id <= {_acknowledged}"));
        rows.ShouldBe(_acknowledged, "rows that were acknowledged are gone");
        rows.ShouldBeGreaterThan(50);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _writing;
        _end.Dispose();
        await new Warehouse(_stack).Scalar<object>("drop table if exists public.ledger; select 1");
    }

    /// <summary>A row each few milliseconds under the next number; a row that failed is tried again under its own.</summary>
    async Task Write()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var warehouse = new Warehouse(_stack);
                var next = _acknowledged + 1;
                await warehouse.Scalar<object>(string.Create(
                    CultureInfo.InvariantCulture, $"create table if not exists public.ledger(id bigint primary key); insert into public.ledger values ({next}) on conflict do nothing; select 1"));
                Volatile.Write(ref _acknowledged, next);
            }
            catch (NpgsqlException)
            {
                // Postgres is away for a moment: what was not acknowledged may be lost.
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }
}
