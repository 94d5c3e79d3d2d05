using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Nuke.Common;

/// <summary>What a target is and when it runs; calls accumulate.</summary>
public interface ITargetDefinition
{
    /// <summary>One line for the help; the last call counts.</summary>
    ITargetDefinition Description(string description);

    ITargetDefinition Executes(params Action[] actions);

    /// <summary>The task is awaited before the next action starts.</summary>
    ITargetDefinition Executes(Func<Task> action);

    /// <summary>Brings these targets into the plan, before this one.</summary>
    ITargetDefinition DependsOn(params Target[] targets);

    /// <summary>Without arguments: the one target that <typeparamref name="T"/> declares.</summary>
    ITargetDefinition DependsOn<T>(params Func<T, Target>[] targets);

    /// <summary>Nothing where the build is no <typeparamref name="T"/>.</summary>
    ITargetDefinition TryDependsOn<T>(params Func<T, Target>[] targets);

    /// <summary>Order only, where both are planned.</summary>
    ITargetDefinition Before(params Target[] targets);

    ITargetDefinition Before<T>(params Func<T, Target>[] targets);

    /// <summary>Order only, where both are planned.</summary>
    ITargetDefinition After(params Target[] targets);

    ITargetDefinition After<T>(params Func<T, Target>[] targets);

    /// <summary>Brings these targets into the plan, after this one.</summary>
    ITargetDefinition Triggers(params Target[] targets);

    ITargetDefinition Triggers<T>(params Func<T, Target>[] targets);

    /// <summary>Skips the target unless true; asked right before it would run.</summary>
    ITargetDefinition OnlyWhenDynamic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>Skips the target unless true; asked once before anything runs.</summary>
    ITargetDefinition OnlyWhenStatic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>These members must have a value before any target runs.</summary>
    ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class?;

    /// <summary>These must be true before any target runs.</summary>
    ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements);

    /// <summary>Default: <see cref="DependencyBehavior.Skip"/>.</summary>
    ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior);

    /// <summary>Runs even after another target failed.</summary>
    ITargetDefinition AssuredAfterFailure();

    /// <summary>Its failure does not stop the targets after it; the build fails at the end all the same.</summary>
    ITargetDefinition ProceedAfterFailure();

    /// <summary>Keeps the target out of the help.</summary>
    ITargetDefinition Unlisted();

    /// <summary>Applies the definition that this one overrides.</summary>
    ITargetDefinition Base();

    /// <summary>Applies a component's own definition; without arguments that of its one target.</summary>
    ITargetDefinition Inherit<T>(params Expression<Func<T, Target>>[] targets);
}
