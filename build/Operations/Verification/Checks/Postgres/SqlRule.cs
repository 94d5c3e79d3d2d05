namespace DataSpec.Operations.Verification.Checks.Postgres;

/// <summary>A check of the cluster that is one statement.</summary>
/// <param name="Sql">Answers with rows of a grade (see <see cref="SqlFinding"/>) and a text; read-only, and quick whatever the tables hold.</param>
sealed record SqlRule(string Id, string What, string Remedy, string Sql)
{
    /// <summary>Asked in every database that is no template; without it in the warehouse alone.</summary>
    public bool InEachDatabase { get; init; }

    /// <summary>The rows are statements instead: each is run, and its own rows are the findings; one that cannot be run is a finding too.</summary>
    public bool Generates { get; init; }

    public CheckDescription About => new(Id, 3, What, Remedy) { Services = [Compose.CoreServices.Postgres], Patience = SqlLook.Patience };
}

/// <summary>One row of an answer.</summary>
/// <param name="Grade">0 for what was measured, 1 for what is worth knowing, 2 for what is wrong.</param>
sealed record SqlFinding(int Grade, string Text);
