namespace DataSpec.EndToEnd;

/// <summary>The only Superset that can be had, without its last migration: to the stack a version before it, whose metadata an upgrade must migrate.</summary>
/// <remarks>That migration makes the tables of a feature that is off by default, so the program runs without them.</remarks>
static class OlderSuperset
{
    public const string Image = "dataspec/superset:6.0.9-packages";

    const string LastMigration = "2025_12_18_0220_create_tasks_table.py";

    /// <summary>The same list of images with this one.</summary>
    public static string In(string images) => images
        .Replace("\"tag\": \"6.1.0\"", "\"tag\": \"6.0.9\"", StringComparison.Ordinal).Replace("dataspec/superset:6.1.0", "dataspec/superset:6.0.9", StringComparison.Ordinal);

    /// <summary>Takes the migration out of the image that was built by that name.</summary>
    public static async Task TakeMigrationOut(string temporaryFolder)
    {
        var recipe = Path.Combine(temporaryFolder, "Dockerfile.superset");
        await File.WriteAllTextAsync(recipe, $"FROM {Image}\nUSER root\nRUN find / -xdev -name {LastMigration} -delete\nUSER superset\n");
        await Docker.Run("build", "--network", "none", "--tag", Image, "--file", recipe, temporaryFolder);
    }

    /// <summary>True where the metadata is as the last migration leaves it.</summary>
    public static Task<bool> IsMigrated(Checkout stack) => new Warehouse(stack).Scalar<bool>("select to_regclass('public.tasks') is not null", "superset");
}
