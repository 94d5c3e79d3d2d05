namespace DataSpec.EndToEnd;

/// <summary>What must survive an upgrade and the way back, as one text.</summary>
static class KnownFacts
{
    public static async Task<string> Of(Checkout stack)
    {
        var warehouse = new Warehouse(stack);
        string[] asked =
        [
            "select count(*) || string_agg(run_id || state, ',' order by run_id) from dag_run where dag_id <> 'dataspec_probe'", "select string_agg(dag_id || is_paused, ',' order by dag_id) from dag",
            // The administrator's password is set anew by init, with another salt: that it logs in is asked below.
            "select string_agg(username || active, ',' order by username) from ab_user",
        ];
        var answers = await Task.WhenAll(asked.Select(sql => warehouse.Scalar<string>(sql, "airflow")));
        return $"{string.Join('\n', answers)}\n{await warehouse.TaxiTotals()}\n{await new StackPages(stack).ReadFromAirflow("kept")}\n{await new StackPages(stack).LogIn("Airflow", stack.EnvValue("AIRFLOW_ADMIN_PASSWORD"))}";
    }
}
