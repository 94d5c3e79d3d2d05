namespace DataSpec.Operations.Postgres;

/// <summary>Names in SQL.</summary>
static class SqlIdentifier
{
    /// <summary>The name as PostgreSQL's <c>quote_ident</c> would have it, but always quoted: any text is a safe name.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A table with its schema.</summary>
    public static string Quote(string schema, string table) => $"{Quote(schema)}.{Quote(table)}";
}
