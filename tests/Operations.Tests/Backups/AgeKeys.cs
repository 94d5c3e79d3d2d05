namespace DataSpec.Operations.Tests.Backups;

/// <summary>A pair of keys of age.</summary>
sealed record AgeKeys(string Identity, string Recipient)
{
    /// <summary>The example of age's own manual; nobody has the other half.</summary>
    public const string Nobodys = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    public static async Task<AgeKeys> MakeAsync(string file)
    {
        await TestPrograms.RequireAsync("age-keygen", "age");
        await TestPrograms.RunAsync("age-keygen", "-o", file);
        return new(file, await TestPrograms.RunAsync("age-keygen", "-y", file));
    }
}
