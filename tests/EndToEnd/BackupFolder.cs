namespace DataSpec.EndToEnd;

/// <summary>A target of its own, in a path without blanks as the shell of a backup's page has it.</summary>
sealed class BackupFolder(Checkout stack) : IDisposable
{
    public string Directory { get; } = Leftovers.NewFolder($"{stack.Project}-backups");

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
