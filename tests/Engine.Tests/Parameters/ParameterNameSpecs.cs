using DataSpec.Engine.Parameters;
using Shouldly;

namespace DataSpec.Engine.Tests.Parameters;

public sealed class ParameterNameSpecs
{
    [Theory]
    [InlineData("TargetDir", "target-dir")]
    [InlineData("NuGetApiKey", "nuget-api-key")]
    [InlineData("DBName", "dbname")]
    [InlineData("S3Bucket", "s3bucket")]
    [InlineData("Yes", "yes")]
    [InlineData("DotNetPath", "dotnet-path")]
    [InlineData("UseGitHubToken", "use-github-token")]
    [InlineData("GitLabUrl", "gitlab-url")]
    [InlineData("GitVersionFile", "gitversion-file")]
    public void A_name_is_written_as_NUKE_writes_it(string name, string kebab) => ParameterName.Kebab(name).ShouldBe(kebab);
}
