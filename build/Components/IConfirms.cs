using Nuke.Common;

/// <summary>Targets that ask before they change something.</summary>
interface IConfirms : IHazStack
{
    [Parameter("Does it without asking; needed where there is no terminal")]
    bool Yes => TryGetValue<bool?>(() => Yes) ?? false;
}
