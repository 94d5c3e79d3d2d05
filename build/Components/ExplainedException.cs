using DataSpec.Operations;

/// <summary>A failure with everything a person needs in its message: what happened, what was left as it was, what to type next.</summary>
sealed class ExplainedException(DataSpecException failure) : Exception(Explain(failure), failure)
{
    static string Explain(DataSpecException failure)
    {
        string?[] lines = [failure.Message, failure.LeftAsItWas, failure.NextStep is { } next ? $"Next: {next}" : null];
        return string.Join(Environment.NewLine, lines.Where(line => !string.IsNullOrEmpty(line)));
    }
}
