using DataSpec.Operations;

/// <summary>Asks for what cannot be undone; never where nobody can answer.</summary>
static class Confirmation
{
    static bool CanAsk => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>True once the person at a terminal has typed the stack's name.</summary>
    public static bool IsTyped(string stack)
    {
        if (!CanAsk)
            return false;
        Console.Out.Write($"This deletes the containers and all data of '{stack}'. Type its name to go on: ");
        return string.Equals(Console.In.ReadLine()?.Trim(), stack, StringComparison.Ordinal);
    }

    /// <summary>True once the person at a terminal has said yes; null where nobody can answer.</summary>
    public static bool? IsAgreed(string question)
    {
        if (!CanAsk)
            return null;
        Console.Out.Write($"{question} [y/N] ");
        return Console.In.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    /// <summary>Goes on only when the person agrees.</summary>
    /// <param name="yes">True where that was given on the command line.</param>
    /// <param name="next">The command that needs no answer.</param>
    /// <exception cref="DataSpecException">Not agreed, or nobody can answer (exit code 2).</exception>
    public static void Require(bool yes, string question, string next)
    {
        if (yes)
            return;
        var answer = IsAgreed(question);
        if (answer is not true)
            throw new DataSpecException(ExitCode.WrongUsage, answer is null ? $"Nobody can answer here: {question}" : "Not agreed.") { LeftAsItWas = "Nothing was changed.", NextStep = next };
    }
}
