using Nuke.Common;

/// <summary>Every way to say that one target has to do with another: as a property, as the one target of a component, as one that may be missing.</summary>
public class EdgesBuild : NukeBuild, IWork, IEdges
{
    public Target DependsOnOwn => _ => _.DependsOn(Own).Executes(Nothing);
    public Target DependentForOwn => _ => _.DependentFor(Own).Executes(Nothing);
    public Target BeforeOwn => _ => _.Before(Own).Executes(Nothing);
    public Target AfterOwn => _ => _.After(Own).Executes(Nothing);
    public Target TriggersOwn => _ => _.Triggers(Last).Executes(Nothing);
    public Target TriggeredByOwn => _ => _.TriggeredBy(Own).Executes(Nothing);
    public Target Own => _ => _.Executes(Nothing);
    public Target Last => _ => _.Executes(Nothing);
    public Target InheritsOwn => _ => _.Inherit(DependsOnOwn).Description("inherits");

    static void Nothing()
    {
    }
}

public interface IWork : INukeBuild
{
    Target Work => _ => _.Executes(() => { });
}

public interface IMissing : INukeBuild
{
    Target Missing => _ => _;
}

public interface IEdges : INukeBuild
{
    Target DependsOnWork => _ => _.DependsOn<IWork>().TryDependsOn<IWork>(x => x.Work).TryDependsOn<IMissing>().Executes(() => { });
    Target TriesWork => _ => _.TryDependsOn<IWork>(x => x.Work).Executes(() => { });
    Target TriesFinish => _ => _.TryDependsOn<IEdges>(x => x.Finish, x => x.DependsOnWork).Executes(() => { });
    Target InheritsFinish => _ => _.Inherit<IEdges>(x => x.TriesFinish);
    Target DependentForWork => _ => _.DependentFor<IWork>(x => x.Work).TryDependentFor<IWork>().TryDependentFor<IMissing>().Executes(() => { });
    Target BeforeWork => _ => _.Before<IWork>().TryBefore<IWork>(x => x.Work).TryBefore<IMissing>(x => x.Missing).Executes(() => { });
    Target AfterWork => _ => _.After<IWork>(x => x.Work).TryAfter<IWork>().TryAfter<IMissing>().Executes(() => { });
    Target TriggersEnd => _ => _.Triggers<IEdges>(x => x.Finish).TryTriggers<IEdges>(x => x.Finish).TryTriggers<IMissing>().Executes(() => { });
    Target TriggeredByWork => _ => _.TriggeredBy<IWork>().TryTriggeredBy<IWork>(x => x.Work).TryTriggeredBy<IMissing>().Executes(() => { });
    Target Finish => _ => _.Executes(() => { });
}
