using System.Reflection;
using DataSpec.Engine.Parameters;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Running;

/// <summary>Finds everything that scheduled targets need and do not have.</summary>
sealed class Requirements(object build, IReadOnlyList<Parameter> parameters, IReadOnlyList<ExecutableTarget> plan)
{
    /// <summary>Required parameters without a value; those of a component count only if one of its targets is planned.</summary>
    public IEnumerable<string> MissingParameters() =>
        from parameter in parameters
        where parameter.IsRequired && Concerns(parameter.Owner!) && IsEmpty(ValueOf(parameter.Member!))
        select $"{parameter.Option} is required. {parameter.Description}".TrimEnd() + $" (or set {parameter.Variable})";

    /// <summary>What <c>Requires</c> asks for and does not find, of the targets that will run.</summary>
    public IEnumerable<string> Unmet() =>
        from target in plan
        where target.Status == ExecutionStatus.Scheduled
        from requirement in target.Requirements
        let value = requirement.Value()
        where value is false || IsEmpty(value)
        select requirement.Member is { } member
            ? $"Target '{target.Name}' requires {NameOf(member)}."
            : $"Target '{target.Name}' requires '{requirement.Text}'.";

    bool Concerns(Type owner) => !owner.IsInterface || plan.Any(target => owner.IsAssignableFrom(target.Member.DeclaringType));

    string NameOf(MemberInfo member) =>
        parameters.FirstOrDefault(parameter => parameter.Member!.Name == member.Name && parameter.Owner == member.DeclaringType)?.Option ?? $"'{member.Name}'";

    object? ValueOf(MemberInfo member) => member is PropertyInfo property ? property.GetValue(build) : ((FieldInfo)member).GetValue(build);

    static bool IsEmpty(object? value) => value is null || (value is string text && string.IsNullOrWhiteSpace(text));
}
