namespace DataSpec.Operations.Tests;

/// <summary>The checkout that the tests run in.</summary>
static class Repository
{
    public static string Directory { get; } = Find(AppContext.BaseDirectory);

    static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "DataSpec.slnx"))
            ? directory
            : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests do not run inside a checkout."));
}
