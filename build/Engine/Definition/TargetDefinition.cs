using System.Linq.Expressions;
using System.Reflection;
using Nuke.Common;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Definition;

/// <summary>Collects one target's definition: plain facts go straight to the target, edges wait until every target is known.</summary>
sealed partial class TargetDefinition(ExecutableTarget target, object build) : ITargetDefinition
{
    readonly PropertyInfo _member = (PropertyInfo)target.Member;
    PropertyInfo? _base;

    public string Name => target.Name;

    public ITargetDefinition Description(string description) => With(() => target.Description = description);

    public ITargetDefinition Executes(params Action[] actions) => With(() => Array.ForEach(actions, target.Actions.Add));

    public ITargetDefinition Executes<T>(Func<T> action) => With(() => target.Actions.Add(() => (action() as Task)?.GetAwaiter().GetResult()));

    public ITargetDefinition Executes(Func<Task> action) => With(() => target.Actions.Add(() => action().GetAwaiter().GetResult()));

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

    public ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior) =>
        With(() => target.DependencyBehavior = dependencyBehavior);

    public ITargetDefinition AssuredAfterFailure() => With(() => target.AssuredAfterFailure = true);

    public ITargetDefinition ProceedAfterFailure() => With(() => target.ProceedAfterFailure = true);

    public ITargetDefinition Unlisted() => With(() => target.Listed = false);

    public ITargetDefinition Base()
    {
        var current = _base ?? _member;
        var overridden = current.DeclaringType!.BaseType?.GetProperty(current.Name, MemberCalls.Declared & ~BindingFlags.DeclaredOnly)
            ?? throw new BuildDefinitionException($"Target '{Name}' has no base definition in a class; for a component use Inherit<T>().");
        var before = _base;
        _base = overridden;
        MemberCalls.WithoutDispatch(overridden, build)(this);
        _base = before;
        return this;
    }

    public ITargetDefinition Inherit(params Target[] targets) => With(() => Array.ForEach(targets, inherited => inherited(this)));

    public ITargetDefinition Inherit<T>(params Expression<Func<T, Target>>[] targets)
    {
        IEnumerable<PropertyInfo> members = targets.Length == 0
            ? [MemberCalls.TheTargetOf(typeof(T), Name)]
            : targets.Select(expression => (PropertyInfo)MemberCalls.MemberOf(expression)!);
        foreach (var member in members)
            MemberCalls.WithoutDispatch(member, build)(this);
        return this;
    }

    TargetDefinition RequiresAll(IEnumerable<LambdaExpression> expressions)
    {
        foreach (var expression in expressions)
        {
            var member = expression.ReturnType == typeof(bool) ? null : MemberCalls.MemberOf(expression);
            target.Requirements.Add(new Requirement(member, () => Evaluate(expression), expression.Body.ToString()));
        }

        return this;
    }

    static object? Evaluate(LambdaExpression expression) => expression.Compile(preferInterpretation: true).DynamicInvoke();

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
