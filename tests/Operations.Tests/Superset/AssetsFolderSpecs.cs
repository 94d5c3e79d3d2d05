using DataSpec.Operations.Superset;
using DataSpec.Operations.Tests.Images;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

/// <summary>Damaged files are named, all of them, before anything is given to Superset.</summary>
public sealed class AssetsFolderSpecs : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("assets-").FullName;

    public AssetsFolderSpecs()
    {
        foreach (var file in Directory.EnumerateFiles(Checkout.Root.DashboardAssets, "*.yaml", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(Checkout.Root.DashboardAssets, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    [Theory]
    [InlineData("charts/trips.yaml", "slice_name: Trips", "slice_name: [", "charts/trips.yaml is not YAML")]
    [InlineData("charts/trips.yaml", "viz_type: big_number_total\nparams", "params", "charts/trips.yaml has no viz_type")]
    [InlineData("charts/trips.yaml", "\"queries\"", "queries", "charts/trips.yaml has a query_context that is no JSON")]
    [InlineData("charts/trips.yaml", "00021", "00022", "charts/revenue.yaml and charts/trips.yaml have the same uuid")]
    [InlineData("charts/trips.yaml", "00011", "00099", "charts/trips.yaml needs the dataset")]
    [InlineData("databases/warehouse.yaml", "XXXXXXXXXX", "hunter2", "databases/warehouse.yaml must have XXXXXXXXXX in place of the password")]
    public void A_damaged_file_is_named_with_what_is_wrong(string path, string old, string now, string fault)
    {
        var file = Path.Combine(_folder, path);
        var text = File.ReadAllText(file);
        text.ShouldContain(old);
        File.WriteAllText(file, text.Replace(old, now, StringComparison.Ordinal));

        var error = Should.Throw<DataSpecException>(() => new AssetFolder(_folder).Read());

        error.Message.ShouldContain(fault);
        error.Message.ShouldNotContain("hunter2");
        error.ExitCode.ShouldBe(ExitCode.FailedUnchanged);
    }

    [Fact]
    public void A_chart_file_that_is_missing_is_noticed_by_the_dashboard_that_shows_it()
    {
        File.Delete(Path.Combine(_folder, "charts/trips.yaml"));

        Should.Throw<DataSpecException>(() => new AssetFolder(_folder).Read()).Message.ShouldContain("dashboards/nyc_taxi.yaml shows the chart");
    }

    [Fact]
    public void A_change_shows_as_a_diff_and_lands_in_the_file()
    {
        var folder = new AssetFolder(_folder);
        var before = folder.Read();
        var chart = before.Single(asset => asset.Path == "charts/trips.yaml");
        var edited = chart with { Content = YamlText.Parse(chart.Text.Replace("slice_name: Trips", "slice_name: Rides", StringComparison.Ordinal)) };

        var plan = AssetPlan.Of(before, [.. before.Where(asset => asset != chart && asset.Kind != AssetKind.Dashboard), edited]);
        folder.Write(plan.Changes);

        plan.Changes.Select(change => change.Path).ShouldBe(["charts/trips.yaml", "dashboards/nyc_taxi.yaml"]);
        plan.Changes[0].Diff[..5].ShouldBe(["--- charts/trips.yaml", "+++ charts/trips.yaml", "@@ -1,4 +1,4 @@", "-slice_name: Trips", "+slice_name: Rides"]);
        plan.Changes[1].Diff[1].ShouldBe("+++ /dev/null");
        File.ReadAllText(Path.Combine(_folder, "charts/trips.yaml")).ShouldBe(edited.Text);
        File.Exists(Path.Combine(_folder, "dashboards/nyc_taxi.yaml")).ShouldBeFalse();
    }

    [Fact]
    public void A_new_object_gets_a_file_named_after_it_and_a_known_one_keeps_its_own()
    {
        var paths = new AssetPaths(new AssetFolder(_folder).Read());
        var chart = YamlText.Parse("slice_name: 'Trips'\nuuid: 99999999-0000-0000-0000-000000000001\n");

        paths.Place(AssetKind.Chart, chart).Path.ShouldBe("charts/trips_2.yaml");
        paths.Place(AssetKind.Chart, YamlText.Parse("slice_name: Any name\nuuid: 7d1c5a0e-93b4-4c8e-a6f2-0e3a51d00021\n")).Path.ShouldBe("charts/trips.yaml");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
