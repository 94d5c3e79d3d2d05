using System.Globalization;
using System.Text.RegularExpressions;
using DataSpec.Operations.Setup;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Setup;

public partial class DataDirectoriesSpecs
{
    [Fact]
    public void The_setup_container_knows_the_same_directories_owners_and_modes()
    {
        var script = Path.Combine(Repository.Directory, "scripts-config", "setup", "directories.sh");
        Assert.SkipUnless(File.Exists(script), "there is no script of the setup container yet");

        var told = FolderForm().Matches(File.ReadAllText(script))
            .Select(
                match => $"data/{match.Groups["path"].Value} {match.Groups["owner"].Value.Replace("\"$airflow\"", "50000:0")} {match.Groups["mode"].Value}");

        told.ShouldBe(DataDirectories.Layout(50000).Skip(1).Select(directory =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{directory.Name} {directory.User}:{directory.Group} {Convert.ToString((int)directory.Mode, 8)}")));
    }

    [GeneratedRegex(@"^folder (?<path>[a-z/-]+) +(?<owner>\S+) +(?<mode>[0-7]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FolderForm();
}
