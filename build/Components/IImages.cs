using DataSpec.Operations.Images;
using DataSpec.Operations.Secrets;
using Nuke.Common;

/// <summary>Provides an image for every service and says so in <c>.env</c>, where compose reads it.</summary>
interface IImages : ISetup
{
    [Parameter("Where images come from; auto takes what is present, else pulls, else builds from packages.", Name = "images")]
    ImageSource ImageSource => TryGetValue<ImageSource?>(() => ImageSource) ?? DataSpec.Operations.Images.ImageSource.Auto;

    [Parameter("Folder or .tar.xz archive of Python wheels to build images from, instead of a package index")]
    string? Wheels => TryGetValue(() => Wheels);

    Target ProvideImages => _ => _
        .Description("Takes, pulls or builds the image of each service")
        .Unlisted()
        .DependsOn<ISetup>()
        .OnlyWhenDynamic(() => !DryRun)
        .Executes(() => OperateAlone(async ct =>
        {
            var engine = await Stack.Engine(MayStartEngine, ct);
            var env = new EnvFile(Stack.Root.EnvFile);
            var options = new ImagesOptions
            {
                Source = ImageSource,
                Wheels = Wheels,
                Current = env.Read().Entries.ToDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.Ordinal),
            };
            var result = await Stack.Images(engine.Endpoint).RunAsync(options, Stack.Progress, ct);
            env.Set(result.Images.Where(image => image.EnvKey is not null).Select(image => KeyValuePair.Create(image.EnvKey!, image.Reference)));
            ReportSummary(summary => summary.AddSources(result));
        }));
}
