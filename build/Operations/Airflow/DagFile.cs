namespace DataSpec.Operations.Airflow;

/// <summary>Why Airflow does not know a DAG.</summary>
static class DagFile
{
    /// <summary>Returns where the file named after the DAG could be read, or was not read yet.</summary>
    /// <exception cref="DataSpecException">The file fails on import.</exception>
    public static async Task EnsureLoadableAsync(AirflowClient airflow, string dag, CancellationToken ct)
    {
        var errors = await airflow.ReadImportErrorsAsync(ct);
        if (errors.FirstOrDefault(found => string.Equals(Path.GetFileNameWithoutExtension(found.File), dag, StringComparison.Ordinal)) is { } error)
        {
            throw new DataSpecException(ExitCode.VerificationFailed, $"Airflow cannot load '{error.File}': {error.Reason}")
            {
                NextStep = "Mend the file under airflow/dags; it is read again within 30 s",
            };
        }
    }

    public static DataSpecException NotFound(string dag) => new(ExitCode.VerificationFailed, $"Airflow does not know a DAG '{dag}'.")
    {
        NextStep = "./build.sh Logs --service airflow-dag-processor",
    };
}
