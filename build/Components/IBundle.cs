using DataSpec.Operations;
using DataSpec.Operations.Images;
using Nuke.Common;

/// <summary>The images of this stack in one file, for a machine that reaches no registry.</summary>
interface IBundle : IImages, IReports
{
    Target Bundle => _ => _
        .Description("Writes the images that this stack runs into one file; --images bundle reads it elsewhere")
        .Executes(() => Operate(async ct =>
        {
            if (BundleFile is null)
                throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, "Bundle needs the file to write: --bundle FILE.") { LeftAsItWas = "Nothing was written.", NextStep = "./build.sh Bundle --bundle /mnt/dataspec-images.tar" };
            var services = await Stack.Services(ct);
            var model = await services.Project.ReadModelAsync(ct);
            var bundle = new BundleImages(Stack.Processes, (await Stack.Engine(mayStart: false, ct)).Endpoint, Stack.Progress);
            Report(await bundle.SaveAsync(model.Services.Values.Select(service => service.Image), BundleFile, ct), BundleTable.Of);
        }));
}
