using DataSpec.Operations.Processes;
using DataSpec.Operations.Verification;
using DataSpec.Operations.Verification.Outputs;

/// <summary>The pipeline that runs this program, where there is one: GitHub Actions is shown what failed in its own way.</summary>
sealed class Pipeline(IReadOnlyDictionary<string, string> environment, MaskedSecrets masked)
{
    public void Show(VerificationReport report)
    {
        if (environment.GetValueOrDefault("GITHUB_ACTIONS") is not "true")
            return;
        foreach (var line in GitHubOutput.Annotations(report))
            Console.Out.WriteLine(masked.Mask(line));
        if (environment.GetValueOrDefault("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary)
            File.AppendAllText(summary, masked.Mask(GitHubOutput.Summary(report)));
    }
}
