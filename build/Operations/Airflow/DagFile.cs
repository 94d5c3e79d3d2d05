namespace DataSpec.Operations.Airflow;

/// <summary>Why Airflow does not know a DAG.</summary>
static class DagFile
{
    /// <summary>Returns where every DAG file could be read.</summary>
    /// <exception cref="DataSpecException">A DAG file fails on import.</exception>
    public static async Task EnsureLoadableAsync(AirflowClient airflow, CancellationToken ct)
    {
        if ((await airflow.ReadImportErrorsAsync(ct)) is [var error, ..])
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
