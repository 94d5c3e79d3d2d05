namespace DataSpec.Operations.Tests.Images;

/// <summary>The checkout that these tests were built from.</summary>
static class Checkout
{
    public static StackRoot Root { get; } = new(Find(AppContext.BaseDirectory));

    static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "DataSpec.slnx")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not below a checkout"));
}
