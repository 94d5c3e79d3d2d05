using System.Collections.Immutable;
using DataSpec.Operations.Journal;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>Old and new values while a rotation lasts: two files with mode 0600 below <c>data/.dataspec</c>, written before anything is changed.</summary>
sealed class RotationFiles(StackRoot root, IReadOnlyDictionary<string, string> environment)
{
    readonly string _directory = Path.Combine(root.State, "rotation");

    /// <summary>The whole <c>.env</c> as it was.</summary>
    public string OldFile => Path.Combine(_directory, "old.env");

    EnvFile New => new(Path.Combine(_directory, "new.env"));

    /// <summary>Generates a new value for each secret and keeps it beside a copy of <c>.env</c>.</summary>
    public void Write(IEnumerable<RotatedSecret> secrets)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(_directory);
        else
            Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DurableFile.Write(OldFile, new EnvFile(root.EnvFile).Read().Text, EnvFile.PrivateMode);
        New.Write(EnvDocument.Empty.Appended([], secrets.Select(secret => KeyValuePair.Create(secret.Key.Name, secret.Key.Generate!()))));
    }

    /// <summary>The rotation that <see cref="Write"/> prepared, on the other settings of <c>.env</c> as they are now.</summary>
    public RotationPlan Read()
    {
        var after = Values(New.Read());
        var old = new EnvFile(OldFile).Read();
        var before = after.Keys.ToImmutableDictionary(key => key, key => old[key] ?? "", StringComparer.Ordinal);
        var current = new EnvFile(root.EnvFile).Read();
        return new(
            [.. RotatedSecrets.All.Where(secret => after.ContainsKey(secret.Key.Name))], Settings(current, before), Settings(current, after), before, after);
    }

    /// <summary>Puts the values into <c>.env</c>, which is replaced in one step; everything else in it stays.</summary>
    public void Apply(ImmutableDictionary<string, string> values) => new EnvFile(root.EnvFile).Set(values);

    public void Delete()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    StackSettings Settings(EnvDocument current, ImmutableDictionary<string, string> values) =>
        new StackSettingsReader(root, environment).Read(values.Aggregate(current, (document, pair) => document.With(pair.Key, pair.Value)));

    static ImmutableDictionary<string, string> Values(EnvDocument document) =>
        document.Entries.ToImmutableDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.Ordinal);
}
