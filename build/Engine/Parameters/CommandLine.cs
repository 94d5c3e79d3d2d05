namespace DataSpec.Engine.Parameters;

/// <summary>One <c>--name value ...</c> as it was typed.</summary>
sealed record Option(string Typed, IReadOnlyList<string> Values)
{
    /// <summary>Name without dashes; compared ignoring case.</summary>
    public string Name { get; } = CommandLine.Plain(Typed);
}

/// <summary>The arguments, split as NUKE does: targets, then options with their values; what follows a bare <c>--</c> belongs to the build.</summary>
sealed record CommandLine(IReadOnlyList<string> Targets, IReadOnlyList<Option> Options)
{
    public static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal);

    public static CommandLine Parse(IEnumerable<string> arguments)
    {
        var targets = new List<string>();
        var options = new List<Option>();
        var values = targets;
        foreach (var argument in arguments.TakeWhile(argument => argument != "--"))
        {
            if (!IsName(argument))
            {
                values.Add(argument);
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            values = equals < 0 ? [] : [argument[(equals + 1)..]];
            options.Add(new Option(equals < 0 ? argument : argument[..equals], values));
        }

        return new CommandLine(targets, options);
    }

    /// <summary>A dash begins a name, except in a negative number or alone.</summary>
    static bool IsName(string argument) => argument is ['-', not (>= '0' and <= '9'), ..];
}
