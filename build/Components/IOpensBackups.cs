using Nuke.Common;

/// <summary>What reads a backup of any form.</summary>
interface IOpensBackups : IHazBackups
{
    [Parameter("File with the key of an encrypted backup: that of age-keygen, or a secret ssh key")]
    string? Identity => TryGetValue(() => Identity);

    /// <summary>Absolute, from where it was typed; null where none is given.</summary>
    string? IdentityFile => Identity is { } typed ? Path.GetFullPath(typed) : null;
}
