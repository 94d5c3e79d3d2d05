namespace DataSpec.Operations.Tests;

/// <summary>A directory with a blank in its path, removed at the end of the test.</summary>
sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory()
    {
        Path = Directory.CreateTempSubdirectory("data spec-").FullName;
        Root = new StackRoot(Path);
    }

    public string Path { get; }

    public StackRoot Root { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
