/// <summary>Under which of these <c>--help</c> lists a component's targets; the order is that of the components in <see cref="Build"/>.</summary>
static class Group
{
    public const string Daily = "Daily use";
    public const string Data = "Data and backups";
    public const string Upgrades = "Upgrades";
    public const string Settings = "Settings and secrets";
    public const string Tools = "Tools";
    public const string Project = "The project itself";
}
