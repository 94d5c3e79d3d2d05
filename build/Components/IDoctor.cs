using System.Collections.Immutable;
using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Diagnosis;
using DataSpec.Operations.Diagnosis.Bundles;
using DataSpec.Operations.Reporting;
using Nuke.Common;

/// <summary>What is wrong, why, and what to type; also as an archive for a bug report.</summary>
[Category(Group.Daily)]
interface IDoctor : IHazLevel, IHazBundle
{
    Target Doctor => _ => _
        .Description("""
            Says what is wrong, why, and what to type next

            It always answers: without an engine, without settings, with a full disk. Causes come first, what follows
            from them is counted. --bundle writes an archive for a bug report, with every secret taken out.

            Examples:
              ./build.sh Doctor
              ./build.sh Doctor --level 1                          containers and files alone
              ./build.sh Doctor --bundle                           look into it before you send it

            Codes of its own: 4 something is wrong, 3 it could not look.
            Page: docs/verify.md
            """)
        .Executes(() => Operate(async ct =>
        {
            // Whatever turned a pipeline red must be found by its name alone.
            var report = await Stack.Doctor.RunAsync(Look with { Level = Level ?? 3 }, ct);
            if (BundleFiles is null)
            {
                Report(report, DoctorTable.Of);
                ExitCode = (int)report.ExitCode;
                return;
            }

            var bundle = Stack.SupportBundle;
            var file = Path.GetFullPath(BundleFile ?? bundle.DefaultName);
            Report(await bundle.WriteAsync(file, await Parts(report, ct), Stack.Masked.Values, ct), SupportBundleTable.Of);
        }));

    private async Task<ImmutableArray<BundlePart>> Parts(DiagnosisReport report, CancellationToken ct) =>
    [
        BundleParts.Result("doctor.json", "what Doctor says, with every check", _ => Task.FromResult(JsonResult.Of(report, Stack.Masked))),
        BundleParts.Result("status.json", "what Status says", async now => JsonResult.Of(await (await Stack.Services(now)).Status.RunAsync(now), Stack.Masked)),
        .. BundleParts.OfTool(Stack.Root),
        .. await OfStack(ct),
    ];

    /// <summary>Without an engine, or with an .env that cannot be read, the rest is still worth having.</summary>
    private async Task<ImmutableArray<BundlePart>> OfStack(CancellationToken ct)
    {
        try
        {
            return BundleParts.OfStack(Stack.Root, await Stack.NamedProject(ct));
        }
        catch (DataSpecException error)
        {
            return [BundleParts.Result("stack", "", _ => Task.FromException<string>(error))];
        }
    }
}
