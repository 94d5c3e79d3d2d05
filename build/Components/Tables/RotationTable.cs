using DataSpec.Operations.Secrets.Rotation;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>Every secret with its proof.</summary>
static class RotationTable
{
    public static IRenderable Of(RotateSecretsResult result)
    {
        var table = PlainTable.With("Secret", "Changed", "New works", "Old refused", "How");
        foreach (var secret in result.Secrets)
            table.AddTextRow(secret.Key, secret.Changed ? "yes" : "no", Word(secret.NewWorks), Word(secret.OldRefused), secret.Note);
        return new Rows(table, new Text("The values are in .env and data/credentials.txt. Whoever was logged in logs in again."));
    }

    static string Word(bool? proved) => proved switch { true => "yes", false => "no", null => "-" };
}
