namespace DataSpec.Operations.Tests;

/// <summary>A directory with a blank in its path, removed at the end of the test.</summary>
sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() : this(Directory.CreateTempSubdirectory("data spec-").FullName)
    {
    }

    /// <summary>One that is there already, made by another process.</summary>
    public TemporaryDirectory(string path)
    {
        Path = path;
        Root = new StackRoot(Path);
    }

    public string Path { get; }

    public StackRoot Root { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
