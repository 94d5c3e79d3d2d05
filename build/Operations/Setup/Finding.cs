namespace DataSpec.Operations.Setup;

/// <summary>Something that a check of this machine found.</summary>
/// <param name="Id">Name of the check: <c>ports</c>, <c>memory</c> ...</param>
/// <param name="What">One sentence, with the measured value.</param>
/// <param name="Remedy">What to do or type.</param>
/// <param name="IsHard">True where the stack cannot work like this.</param>
public sealed record Finding(string Id, string What, string Remedy, bool IsHard)
{
    internal static Finding Missing(string id, string what, string remedy) => new(id, what, remedy, IsHard: true);

    internal static Finding Warning(string id, string what, string remedy) => new(id, what, remedy, IsHard: false);
}
