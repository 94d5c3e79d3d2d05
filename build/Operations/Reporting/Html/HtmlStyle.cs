namespace DataSpec.Operations.Reporting.Html;

/// <summary>The look of the pages: one column that fits a phone, light or dark as the device wants it.</summary>
static class HtmlStyle
{
    /// <summary>Up to the first heading.</summary>
    /// <param name="addRules">Adds rules of style for this page alone; null for none.</param>
    public static HtmlPage Begin(this HtmlPage page, string title, Action<HtmlPage>? addRules = null)
    {
        // The policy keeps the promise: a browser that honours it loads nothing, whatever a text might smuggle in.
        page.Add($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{title}</title>
            <style>
            """).AddStyle();
        addRules?.Invoke(page);
        return page.Add($"""
            </style>
            </head>
            <body>

            """);
    }

    /// <summary>The whole text.</summary>
    public static string End(this HtmlPage page) => page.Add($"</body>\n</html>\n").ToString();

    public static HtmlPage AddStyle(this HtmlPage page) => page.Add($$"""

        :root { color-scheme: light dark; --good: #2e7d32; --bad: #c62828; --line: #8884; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0; }
        h1 span { font-size: 1rem; padding: .15rem .6rem; border-radius: 1rem; color: #fff; background: var(--bad); }
        h1 .succeeded, h1 .healthy { background: var(--good); }
        dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem; margin: 0; }
        dt { opacity: .7; } dd { margin: 0; }
        code, pre { font: .8rem/1.5 ui-monospace, monospace; } code { opacity: .75; }
        pre { overflow-x: auto; overflow-wrap: normal; }
        .image { border-top: 1px solid var(--line); padding: .5rem 0; } .image p { margin: .25rem 0; }
        .timeline, .checks { list-style: none; padding: 0; }
        .timeline li { margin: .5rem 0; } .timeline b { float: right; font-weight: 600; }
        .timeline > li > i { display: block; background: var(--line); border-radius: 3px; overflow: hidden; }
        .timeline i i { display: block; height: 6px; min-width: 2px; background: var(--good); } .timeline .not-done { background: var(--bad); }
        .problem { margin: .25rem 0; color: var(--bad); }
        .checks li { padding-left: 1.6rem; text-indent: -1.6rem; margin: .25rem 0; }
        .checks .holds::before { content: "\2713"; color: var(--good); display: inline-block; width: 1.6rem; text-indent: 0; }
        .checks .fails::before { content: "\2717"; color: var(--bad); display: inline-block; width: 1.6rem; text-indent: 0; }
        .checks .warns::before { content: "!"; color: var(--bad); font-weight: 600; display: inline-block; width: 1.6rem; text-indent: 0; }
        .checks .skipped::before { content: "\2013"; display: inline-block; width: 1.6rem; text-indent: 0; }
        .cause { border-left: 4px solid var(--bad); padding: .25rem 0 .25rem 1rem; margin: 1rem 0; } .cause p { margin: .25rem 0; }
        table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; }
        th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } .number { text-align: right; white-space: nowrap; }
        .bars { list-style: none; padding: 0; } .bars b { float: right; font-weight: 600; }
        .bars i { display: block; background: var(--line); border-radius: 3px; overflow: hidden; } .bars i i { height: 6px; min-width: 2px; background: var(--good); }
        .note { opacity: .7; }
        @media (max-width: 40rem) {
          thead { display: none; } tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
          td { display: block; border: 0; padding: 0; text-align: left; } td.number { text-align: left; } td:first-child { font-weight: 600; }
          td[data-name]:not(:empty)::before { content: attr(data-name) ": "; opacity: .7; }
        }
        summary { margin-top: 2rem; cursor: pointer; }

        """);
}
