using Nuke.Common;

namespace DataSpec.Engine.Parameters;

/// <summary>The parameters that every build has.</summary>
static class EngineParameters
{
    public static readonly Parameter Target = Own("Target", typeof(string[]), "Targets to run; the same as naming them first.") with { Separator = "+" };
    public static readonly Parameter Skip = Own("Skip", typeof(string[]), "Targets not to run; without names, all that were not asked for by name.") with { Separator = "+" };
    public static readonly Parameter Help = Own("Help", typeof(bool), "Shows this text, or with a target its parameters and what it runs.");
    public static readonly Parameter Plan = Own("Plan", typeof(bool), "Shows what would run, in order, and runs nothing.");
    public static readonly Parameter Verbosity = Own("Verbosity", typeof(Verbosity), "How much is printed; the log file has all.");
    public static readonly Parameter Profile = Own("Profile", typeof(string[]), "Reads .nuke/parameters.<profile>.json too; the last one wins.");
    public static readonly Parameter Root = Own("Root", typeof(string), "Folder to work on instead of the build's own.");

    public static readonly IReadOnlyList<Parameter> All = [Target, Skip, Help, Plan, Verbosity, Profile, Root];

    static Parameter Own(string name, Type type, string description) => new(name, type, description, Owner: null);
}
