using System.Collections.Immutable;

namespace DataSpec.Operations.Compose;

/// <summary>Which service needs which, and the orders that follow from it.</summary>
sealed class ServiceGraph
{
    readonly StackModel _model;
    readonly List<ServiceDefinition> _order = [];

    /// <summary>Orders the services of a model.</summary>
    /// <exception cref="DataSpecException">Services need each other in a circle, or one needs a service that is not active.</exception>
    public ServiceGraph(StackModel model)
    {
        _model = model;
        var path = new List<string>();
        foreach (var name in model.Services.Keys.Order(StringComparer.Ordinal))
            Visit(name, path);
    }

    /// <summary>Every service after all that it needs.</summary>
    public IReadOnlyList<ServiceDefinition> StartOrder => _order;

    /// <summary>These services and all that need one of them, directly or through others.</summary>
    public ImmutableHashSet<string> WithDependents(IEnumerable<string> names)
    {
        var found = names.ToImmutableHashSet(StringComparer.Ordinal);
        return _order.Aggregate(found, (all, service) => service.DependsOn.Keys.Any(all.Contains) ? all.Add(service.Name) : all);
    }

    /// <summary>True where the service needs the other, directly or through others.</summary>
    public bool Needs(string service, string other) =>
        !string.Equals(service, other, StringComparison.Ordinal) && WithDependents([other]).Contains(service);

    /// <summary>True where the service is optional and nothing that must run needs it.</summary>
    public bool MayStayOff(ServiceDefinition service) => WithDependents([service.Name]).All(name => _model.Services[name].IsOptional);

    void Visit(string name, List<string> path)
    {
        if (_order.Exists(done => string.Equals(done.Name, name, StringComparison.Ordinal)))
            return;
        if (path.Contains(name, StringComparer.Ordinal))
            throw new DataSpecException(ExitCode.WrongUsage, $"Services need each other in a circle: {string.Join(" -> ", path.Append(name))}.");
        if (!_model.Services.TryGetValue(name, out var service))
            throw new DataSpecException(ExitCode.WrongUsage, $"Service '{path[^1]}' needs '{name}', which no active profile contains.");
        path.Add(name);
        foreach (var dependency in service.DependsOn.Keys.Order(StringComparer.Ordinal))
            Visit(dependency, path);
        path.RemoveAt(path.Count - 1);
        _order.Add(service);
    }
}
