namespace DataSpec.EndToEnd.Verification;

/// <summary>Statements to the kept stack's cluster, by psql in its container: also while the tool's own login is what is broken.</summary>
static class Sql
{
    public static async Task<string> Run(Checkout stack, string database, string sql) => (await Docker.Run(
        "exec", "--env", "PGOPTIONS=-c default_transaction_read_only=off", $"{stack.Project}-postgres-1",
        "psql", "--no-psqlrc", "-qtA", "-v", "ON_ERROR_STOP=1", "-U", "datafoundry", "-d", database, "-c", sql)).Trim();

    /// <summary>A fault that sets one value of a table, and what sets it back where a remedy has not given it another one.</summary>
    public static (Func<Checkout, Task> Break, Func<Checkout, Task> Mend) Sets(string database, string table, string column, string where, string value)
    {
        string? before = null;
        return (
            async stack =>
            {
                before = await Run(stack, database, $"select {column} from {table} where {where}");
                await Run(stack, database, $"update {table} set {column} = '{value}' where {where}");
            },
            stack => before is null ? Task.CompletedTask : Run(stack, database, $"update {table} set {column} = '{before}' where {where} and {column} = '{value}'"));
    }
}
