using System.Linq.Expressions;
using System.Reflection;
using Nuke.Common;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Definition;

/// <summary>An edge as it was written, waiting for the target that <paramref name="To"/> names.</summary>
/// <param name="Join">Tells both targets of it: the one that is defined, and the one named.</param>
sealed record Edge(ExecutableTarget Of, Target To, string Named, Action<ExecutableTarget, ExecutableTarget> Join);

/// <summary>Collects one target's definition: plain facts go straight to the target, edges wait until every target is known.</summary>
sealed class TargetDefinition(ExecutableTarget target, object build) : ITargetDefinition
{
    readonly PropertyInfo _member = (PropertyInfo)target.Member;
    PropertyInfo? _base;

    public List<Edge> Edges { get; } = [];

    public ITargetDefinition Description(string description) => With(() => target.Description = description);

    public ITargetDefinition Executes(params Action[] actions) => With(() => Array.ForEach(actions, target.Actions.Add));
    public ITargetDefinition Executes<T>(Func<T> action) => With(() => target.Actions.Add(() => action()));
    public ITargetDefinition Executes(Func<Task> action) => With(() => target.Actions.Add(() => action().GetAwaiter().GetResult()));

    public ITargetDefinition DependsOn(params Target[] targets) => Add(Needs, targets);
    public ITargetDefinition DependsOn<T>(params Func<T, Target>[] targets) => Add(Needs, targets);
    public ITargetDefinition TryDependsOn<T>(params Func<T, Target>[] targets) => TryAdd(Needs, targets);

    public ITargetDefinition DependentFor(params Target[] targets) => Add(IsNeededBy, targets);
    public ITargetDefinition DependentFor<T>(params Func<T, Target>[] targets) => Add(IsNeededBy, targets);
    public ITargetDefinition TryDependentFor<T>(params Func<T, Target>[] targets) => TryAdd(IsNeededBy, targets);

    public ITargetDefinition Before(params Target[] targets) => Add(Precedes, targets);
    public ITargetDefinition Before<T>(params Func<T, Target>[] targets) => Add(Precedes, targets);
    public ITargetDefinition TryBefore<T>(params Func<T, Target>[] targets) => TryAdd(Precedes, targets);

    public ITargetDefinition After(params Target[] targets) => Add(Follows, targets);
    public ITargetDefinition After<T>(params Func<T, Target>[] targets) => Add(Follows, targets);
    public ITargetDefinition TryAfter<T>(params Func<T, Target>[] targets) => TryAdd(Follows, targets);

    public ITargetDefinition Triggers(params Target[] targets) => Add(Brings, targets);
    public ITargetDefinition Triggers<T>(params Func<T, Target>[] targets) => Add(Brings, targets);
    public ITargetDefinition TryTriggers<T>(params Func<T, Target>[] targets) => TryAdd(Brings, targets);

    public ITargetDefinition TriggeredBy(params Target[] targets) => Add(IsBroughtBy, targets);
    public ITargetDefinition TriggeredBy<T>(params Func<T, Target>[] targets) => Add(IsBroughtBy, targets);
    public ITargetDefinition TryTriggeredBy<T>(params Func<T, Target>[] targets) => TryAdd(IsBroughtBy, targets);

    public ITargetDefinition OnlyWhenDynamic(Func<bool> condition, string? conditionExpression = null) =>
        With(() => target.DynamicConditions.Add((ConditionText(conditionExpression), condition)));
    public ITargetDefinition OnlyWhenStatic(Func<bool> condition, string? conditionExpression = null) =>
        With(() => target.StaticConditions.Add((ConditionText(conditionExpression), condition)));

    public ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class? => RequiresAll([parameterRequirement, .. parameterRequirements]);
    public ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement, params Expression<Func<T?>>[] parameterRequirements)
        where T : struct => RequiresAll([parameterRequirement, .. parameterRequirements]);
    public ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements) =>
        RequiresAll([requirement, .. requirements]);

    public ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior) => With(() => target.DependencyBehavior = dependencyBehavior);
    public ITargetDefinition AssuredAfterFailure() => With(() => target.AssuredAfterFailure = true);
    public ITargetDefinition ProceedAfterFailure() => With(() => target.ProceedAfterFailure = true);
    public ITargetDefinition Unlisted() => With(() => target.Listed = false);

    public ITargetDefinition Base()
    {
        var current = _base ?? _member;
        var overridden = current.DeclaringType!.BaseType?.GetProperty(current.Name, MemberCalls.Declared & ~BindingFlags.DeclaredOnly)
            ?? throw new BuildDefinitionException($"Target '{target.Name}' has no base definition in a class; for a component use Inherit<T>().");
        var before = _base;
        _base = overridden;
        MemberCalls.WithoutDispatch(overridden, build)(this);
        _base = before;
        return this;
    }

    public ITargetDefinition Inherit(params Target[] targets) => With(() => Array.ForEach(targets, inherited => inherited(this)));

    public ITargetDefinition Inherit<T>(params Expression<Func<T, Target>>[] targets)
    {
        var members = targets.Length > 0 ? targets.Select(expression => (PropertyInfo)MemberCalls.MemberOf(expression)!) : [MemberCalls.TheTargetOf(typeof(T), target.Name)];
        return Inherit([.. members.Select(member => MemberCalls.WithoutDispatch(member, build))]);
    }

    static void Needs(ExecutableTarget defined, ExecutableTarget other) => defined.ExecutionDependencies.Add(other);
    static void IsNeededBy(ExecutableTarget defined, ExecutableTarget other) => Needs(other, defined);
    static void Follows(ExecutableTarget defined, ExecutableTarget other) => defined.OrderDependencies.Add(other);
    static void Precedes(ExecutableTarget defined, ExecutableTarget other) => Follows(other, defined);
    static void IsBroughtBy(ExecutableTarget defined, ExecutableTarget other) => Brings(other, defined);
    static void Brings(ExecutableTarget defined, ExecutableTarget other)
    {
        defined.Triggers.Add(other);
        other.TriggerDependencies.Add(defined);
    }

    TargetDefinition Add(Action<ExecutableTarget, ExecutableTarget> join, Target[] targets)
    {
        foreach (var to in targets)
            Edges.Add(new Edge(target, to, to?.Method.Name ?? "null", join));
        return this;
    }

    TargetDefinition Add<T>(Action<ExecutableTarget, ExecutableTarget> join, Func<T, Target>[] targets)
    {
        if (build is not T component)
            throw new BuildDefinitionException($"Target '{target.Name}' refers to {typeof(T).Name}, which the build does not implement.");
        return targets.Length > 0
            ? Add(join, Array.ConvertAll(targets, select => select(component)))
            : Add(join, [(Target)MemberCalls.TheTargetOf(typeof(T), target.Name).GetValue(build)!]);
    }

    TargetDefinition TryAdd<T>(Action<ExecutableTarget, ExecutableTarget> join, Func<T, Target>[] targets) => build is T ? Add(join, targets) : this;

    TargetDefinition RequiresAll(IEnumerable<LambdaExpression> expressions)
    {
        foreach (var expression in expressions)
            target.Requirements.Add((MemberCalls.MemberOf(expression), () => expression.Compile(preferInterpretation: true).DynamicInvoke(), expression.Body.ToString()));
        return this;
    }

    TargetDefinition With(Action change)
    {
        change();
        return this;
    }

    static string ConditionText(string? source)
    {
        var text = string.Join(' ', (source ?? "condition").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.StartsWith("() =>", StringComparison.Ordinal) ? text[5..].Trim() : text;
    }
}
