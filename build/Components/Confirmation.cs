/// <summary>Asks for what cannot be undone; never where nobody can answer.</summary>
static class Confirmation
{
    /// <summary>True once the person at a terminal has typed the stack's name.</summary>
    public static bool IsTyped(string stack)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
            return false;
        Console.Out.Write($"This deletes the containers and all data of '{stack}'. Type its name to go on: ");
        return string.Equals(Console.In.ReadLine()?.Trim(), stack, StringComparison.Ordinal);
    }
}
