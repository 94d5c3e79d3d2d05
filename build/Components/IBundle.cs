using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Images;
using Nuke.Common;

/// <summary>The images of this stack in one file, for a machine that reaches no registry.</summary>
[Category(Group.Settings)]
interface IBundle : IImages, IReports
{
    Target Bundle => _ => _
        .Description("""
            Writes the images of this stack into one file, for a machine offline

            Examples:
              ./build.sh Bundle --bundle /mnt/usb/images.tar
              ./build.sh Up --images bundle --bundle /mnt/usb/images.tar    on the other machine

            Codes of its own: 3 an image is missing.
            Page: docs/images.md
            """)
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
