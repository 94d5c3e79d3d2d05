using DataSpec.Engine.Planning;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Tests.Planning;

/// <summary>A graph of targets in a line: <c>Graph.Of("A", "B").DependsOn("A", "B").Plan("A")</c> is "B A".</summary>
sealed class Graph
{
    readonly List<ExecutableTarget> _targets;

    Graph(IEnumerable<string> names) => _targets = [.. names.Select(name => new ExecutableTarget(name, definition => definition, typeof(Graph)))];

    public IReadOnlyList<ExecutableTarget> Targets => _targets;

    public static Graph Of(params string[] names) => new(names);

    public Graph DependsOn(string target, params string[] dependencies)
    {
        foreach (var dependency in dependencies)
            this[target].ExecutionDependencies.Add(this[dependency]);
        return this;
    }

    public Graph After(string target, string earlier)
    {
        this[target].OrderDependencies.Add(this[earlier]);
        return this;
    }

    public Graph Triggers(string source, string triggered)
    {
        this[source].Triggers.Add(this[triggered]);
        this[triggered].TriggerDependencies.Add(this[source]);
        return this;
    }

    public string Plan(params string[] invoked) => string.Join(' ', Planner.Plan(_targets, [.. invoked.Select(name => this[name])]));

    ExecutableTarget this[string name] => _targets.Single(target => target.Name == name);
}
