namespace DataSpec.Operations.Backups;

/// <summary>A proof with the name of its backup.</summary>
public sealed record ProvedBackup(string Id, BackupProof Proof);
