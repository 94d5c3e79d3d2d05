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
}
