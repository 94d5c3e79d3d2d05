using DataSpec.Operations.Reporting;
using Spectre.Console.Rendering;

static class LinksTable
{
    public static IRenderable Of(StackLinks links)
    {
        var table = PlainTable.With("Service", "Address", "User", "Password in");
        foreach (var link in links.Links)
            table.AddTextRow(link.Service, link.Address, link.User, link.PasswordIn);
        return table;
    }
}
