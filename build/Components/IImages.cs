using System.Collections.Immutable;
using DataSpec.Operations.Images;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Upgrades;
using Nuke.Common;

/// <summary>Provides an image for every service and says so in <c>.env</c>, where compose reads it.</summary>
interface IImages : ISetup, IHazBundle
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
            var settings = Stack.ReadSettings();
            var kept = KeptImages.Of(Stack.Root, key => env.Read()[key]);
            var options = new ImagesOptions
            {
                Kept = kept,
                Source = ImageSource,
                Bundle = BundleFile,
                Wheels = Wheels,
                Optional = StackProfiles.Images(settings),
                Current = env.Read().Entries.ToDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.Ordinal),
            };
            var result = await Stack.Images(engine.Endpoint).RunAsync(options, Stack.Progress, ct);
            env.Set(result.Images.Where(image => image.EnvKey is not null).Select(image => KeyValuePair.Create(image.EnvKey!, image.Reference)));
            SwitchOff(StackProfiles.Without(result.Missing, settings), settings, env);
            foreach (var (service, image) in kept.Where(one => result.Images.Any(found => found.Service == one.Key)))
                Stack.Progress.Say(service, $"stays with {image}: this checkout has another version, and ./build.sh Upgrade goes to it");
            ReportSummary(summary => summary.AddSources(result));
        }));

    /// <summary>A profile with an image that cannot be had here stays off until it is asked for again: plain compose would stumble over it too.</summary>
    private void SwitchOff(ImmutableArray<string> remaining, StackSettings settings, EnvFile env)
    {
        var off = settings.Profiles.Except(remaining, StringComparer.Ordinal).ToArray();
        if (off.Length == 0)
            return;
        env.Set([KeyValuePair.Create(EnvKeys.ComposeProfiles.Name, string.Join(',', remaining))]);
        new CredentialsFile(Stack.Root).Write(Stack.ReadSettings());
        Stack.Progress.Warn("profiles", $"{string.Join(" and ", off)} off: the images exist only in a registry, which does not answer. Once it does: ./build.sh Up --profiles {string.Join(',', settings.Profiles)}");
    }
}
