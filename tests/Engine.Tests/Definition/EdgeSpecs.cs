using Shouldly;

namespace DataSpec.Engine.Tests.Definition;

/// <summary>Each way to join two targets, in each of its forms; one that names a component which is not there does nothing.</summary>
public sealed class EdgeSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("DependsOnOwn", "DependentForOwn Own DependsOnOwn TriggeredByOwn")]
    [InlineData("Own", "DependentForOwn Own TriggeredByOwn")]
    [InlineData("DependentForOwn", "DependentForOwn")]
    [InlineData("Own BeforeOwn", "DependentForOwn BeforeOwn Own TriggeredByOwn")]
    [InlineData("BeforeOwn", "BeforeOwn")]
    [InlineData("AfterOwn Own", "DependentForOwn Own AfterOwn TriggeredByOwn")]
    [InlineData("AfterOwn", "AfterOwn")]
    [InlineData("TriggersOwn", "TriggersOwn Last")]
    [InlineData("Last TriggersOwn", "TriggersOwn Last")]
    [InlineData("TriggeredByOwn", "TriggeredByOwn")]
    [InlineData("InheritsOwn", "DependentForOwn Own InheritsOwn TriggeredByOwn")]
    [InlineData("DependsOnWork", "DependentForWork Work DependsOnWork TriggeredByWork")]
    [InlineData("Work", "DependentForWork Work TriggeredByWork")]
    [InlineData("Work BeforeWork", "DependentForWork BeforeWork Work TriggeredByWork")]
    [InlineData("AfterWork Work", "DependentForWork Work AfterWork TriggeredByWork")]
    [InlineData("TriggersEnd", "TriggersEnd Finish")]
    [InlineData("TriesWork", "DependentForWork Work TriesWork TriggeredByWork")]
    [InlineData("TriesFinish", "Finish DependentForWork Work DependsOnWork TriesFinish TriggeredByWork")]
    [InlineData("InheritsFinish", "Finish DependentForWork Work DependsOnWork InheritsFinish TriggeredByWork")]
    public void Targets_are_joined_in_every_form(string invoked, string plan)
    {
        var build = _run.Run<EdgesBuild>(invoked);
        string.Join(' ', build.ExecutionPlan).ShouldBe(plan);
    }
}
