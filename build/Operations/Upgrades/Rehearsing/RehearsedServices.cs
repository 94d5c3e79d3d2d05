using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>Which services of a stack are rehearsed.</summary>
static class RehearsedServices
{
    static readonly string[] _programs = ["command", "entrypoint"];

    /// <summary>All but schedulers, which would do the work of the live stack, and one-shots that only prepare directories; what is left needs nothing that is not there.</summary>
    public static StackModel Of(StackModel model)
    {
        var graph = new ServiceGraph(model);
        var kept = model.Services.Values.Where(service => !IsScheduler(service) && (!service.IsOneShot || graph.Needs(service.Name, CoreServices.Postgres))).Select(service => service.Name)
            .ToHashSet(StringComparer.Ordinal);
        return model with
        {
            Services = model.Services.Where(service => kept.Contains(service.Key)).ToImmutableDictionary(
                service => service.Key,
                service => service.Value with { DependsOn = service.Value.DependsOn.RemoveRange(service.Value.DependsOn.Keys.Where(name => !kept.Contains(name))) },
                StringComparer.Ordinal),
        };
    }

    /// <summary>By its command, whatever it is called; <c>airflow-scheduler</c> whatever its command.</summary>
    public static bool IsScheduler(ServiceDefinition service) => service.Name is CoreServices.Scheduler || Runs(service, "scheduler");

    /// <summary>True where a word of its command or entrypoint is, or says, this.</summary>
    public static bool Runs(ServiceDefinition service, string program)
    {
        using var definition = JsonDocument.Parse(service.Definition);
        return _programs.SelectMany(name => definition.RootElement.Items(name)).Any(word => word.GetString()!.Split(' ').Contains(program, StringComparer.Ordinal));
    }

    /// <summary>In which turn each starts, as an upgrade starts them: 0 one-shots, 1 what people reach by a port, 2 everything else; none before what it needs.</summary>
    public static Dictionary<string, int> Turns(StackModel model)
    {
        var turns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var service in new ServiceGraph(model).StartOrder)
            turns[service.Name] = service.DependsOn.Keys.Select(name => turns[name]).Append(service.IsOneShot || service.Name is CoreServices.Postgres ? 0 : IsReached(service) ? 1 : 2).Max();
        return turns;
    }

    /// <summary>True where it publishes a port of this machine.</summary>
    public static bool IsReached(ServiceDefinition service)
    {
        using var definition = JsonDocument.Parse(service.Definition);
        return definition.RootElement.Items("ports").Any();
    }
}
