using DataSpec.Operations.Verification;
using Nuke.Common;

/// <summary>How closely to look.</summary>
interface IHazLevel : IReports
{
    [Parameter("1 looks at containers and files, 2 at the services as their users too, 3 at the data too; 2 by default, 3 for Doctor")]
    int? Level => TryGetValue<int?>(() => Level);

    [Parameter("Seconds for all checks together; 60 by default, 3600 with --since, 43200 with --deep")]
    int? Timeout => TryGetValue<int?>(() => Timeout);

    /// <summary>Every check of the level.</summary>
    VerifyOptions Look => new(Level ?? 2, Deep: false, [], [], Since: null, TimeSpan.FromSeconds(Timeout ?? 60));
}
