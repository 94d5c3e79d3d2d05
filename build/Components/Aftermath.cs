using DataSpec.Operations;
using DataSpec.Operations.Verification;

/// <summary>A look at the stack after it was changed. It only warns: nothing goes back because of it, for people may work with the stack already.</summary>
static class Aftermath
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task LookAsync(StackContext stack, CancellationToken ct)
    {
        try
        {
            var report = await (await stack.Services(ct)).Verify.RunAsync(new VerifyOptions(Level: 2, Deep: false, [], [], Since: null, Patience), ct);
            stack.Progress.Say("verify", $"{report.Count(CheckStatus.Passed)} checks hold, {report.Count(CheckStatus.Failed)} do not");
            foreach (var cause in report.Causes)
                stack.Progress.Warn(cause.Id, $"{stack.Masked.Mask(cause.Evidence)}: {cause.Remedy}");
        }
        catch (DataSpecException error)
        {
            stack.Progress.Warn("verify", error.Message);
        }
    }
}
