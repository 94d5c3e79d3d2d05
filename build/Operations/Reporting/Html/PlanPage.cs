using System.Collections.Immutable;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Reporting.Html;

/// <summary>Why one step comes after another.</summary>
public enum PlanEdgeKind
{
    /// <summary>The later one needs the earlier one.</summary>
    Needs,

    /// <summary>Only the order, where both run.</summary>
    Order,

    /// <summary>The earlier one brings the later one along.</summary>
    Triggers,
}

/// <param name="Asked">True where the person named it.</param>
/// <param name="Skipped">Why it will not run; null where it will.</param>
public sealed record PlannedStep(string Name, string What, bool Asked, string? Skipped = null);

/// <summary>An edge between two steps, by their places in the plan.</summary>
public sealed record PlanEdge(int From, int To, PlanEdgeKind Kind);

/// <summary>A plan drawn as one column in the order in which it runs, edges beside it; one file, nothing from elsewhere.</summary>
public static class PlanPage
{
    const int Row = 72;
    const int Lane = 14;
    const int Margin = 16;

    public static string Of(string command, ImmutableArray<PlannedStep> steps, ImmutableArray<PlanEdge> edges, MaskedSecrets secrets)
    {
        var lanes = Lanes(edges);
        var width = (2 * Margin) + (Lane * lanes.Values.DefaultIfEmpty().Max());
        var page = new HtmlPage(secrets).Begin(command, style => style.Add($$"""
            .plan { position: relative; } .plan svg { position: absolute; left: 0; top: 0; }
            .plan ol { list-style: none; margin: 0; padding: 0; }
            .plan li { height: 72px; display: flex; flex-direction: column; justify-content: center; overflow: hidden; }
            .plan li p { margin: 0; font-size: .85rem; line-height: 1.3; opacity: .75; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
            .skipped b { text-decoration: line-through; } .asked b { color: var(--good); }
            svg { color: inherit; } path { fill: none; stroke: currentColor; stroke-width: 1.5; opacity: .6; } marker path { fill: currentColor; stroke: none; }
            .order { stroke-dasharray: 4 4; } .triggers { stroke-width: 3; } circle { fill: Canvas; stroke: currentColor; stroke-width: 2; } circle.asked { fill: var(--good); stroke: var(--good); } circle.skipped { opacity: .4; }
            .legend svg { vertical-align: middle; } .legend { font-size: .85rem; opacity: .8; }

            """)).Add($"""
            <h1>{command}</h1>
            <p>What would run, from top to bottom. Nothing was run.</p>
            <div class="plan">
            <svg width="{width}" height="{steps.Length * Row}" role="img" aria-label="dependencies">
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker></defs>

            """);
        page.Each(edges, edge => page.Add($"""
            <path class="{edge.Kind.ToString().ToLowerInvariant()}" marker-end="url(#arrow)" d="{Curve(edge, lanes[edge], width - Margin)}"><title>{Sentence(edge, steps)}</title></path>

            """));
        page.Each(steps.Index(), step => page.Add($"""
            <circle class="{ClassOf(step.Item)}" cx="{width - Margin}" cy="{Middle(step.Index)}" r="7"/>

            """));
        page.Add($"""
            </svg>
            <ol style="padding-left: {width + 4}px">

            """);
        page.Each(steps.Index(), step => page.Add($"""
            <li class="{ClassOf(step.Item)}"><b>{step.Index + 1}. {step.Item.Name}</b><p>{(step.Item.Skipped is { } reason ? $"Skipped {reason}. " : "")}{step.Item.What}</p></li>

            """));
        return page.Add($"""
            </ol></div>
            <p class="legend">
            <svg width="40" height="12"><path d="M2 6H36"/></svg> needs
            <svg width="40" height="12"><path class="order" d="M2 6H36"/></svg> order only
            <svg width="40" height="12"><path class="triggers" d="M2 6H36"/></svg> brings along
            </p>
            </body></html>

            """).ToString();
    }

    /// <summary>Edges between neighbours run straight in lane 0; the others beside them, short ones inside.</summary>
    static Dictionary<PlanEdge, int> Lanes(ImmutableArray<PlanEdge> edges)
    {
        var lanes = new Dictionary<PlanEdge, int>();
        foreach (var edge in edges.OrderBy(edge => edge.To - edge.From).ThenBy(edge => edge.From))
        {
            var lane = edge.To - edge.From == 1 ? 0 : 1;
            while (lane > 0 && lanes.Any(other => other.Value == lane && other.Key.From < edge.To && edge.From < other.Key.To))
                lane++;
            lanes[edge] = lane;
        }

        return lanes;
    }

    static string Curve(PlanEdge edge, int lane, int x)
    {
        var (from, to, side) = (Middle(edge.From), Middle(edge.To), x - (lane * Lane));
        return lane == 0 ? $"M{x} {from + 8}V{to - 9}" : $"M{x - 7} {from}Q{side} {from} {side} {from + 14}V{to - 14}Q{side} {to} {x - 9} {to}";
    }

    static string Sentence(PlanEdge edge, ImmutableArray<PlannedStep> steps) => edge.Kind switch
    {
        PlanEdgeKind.Needs => $"{steps[edge.To].Name} needs {steps[edge.From].Name}",
        PlanEdgeKind.Order => $"{steps[edge.To].Name} comes after {steps[edge.From].Name}",
        _ => $"{steps[edge.From].Name} brings {steps[edge.To].Name} along",
    };

    static string ClassOf(PlannedStep step) => step.Skipped is not null ? "skipped" : step.Asked ? "asked" : "step";

    static int Middle(int row) => (row * Row) + (Row / 2);
}
