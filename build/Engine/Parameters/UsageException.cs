namespace DataSpec.Engine.Parameters;

/// <summary>The build was called wrongly; carries everything that is wrong, so that one look is enough.</summary>
sealed class UsageException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
