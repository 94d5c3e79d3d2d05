using DataSpec.Operations.Images;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

public sealed class LockListSpecs : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    [Fact]
    public void Wheels_are_found_however_their_name_is_spelled()
    {
        Wheel("Flask_Login-0.6.3-py3-none-any.whl");
        Wheel("other-1-py3-none-any.whl");
        List("# comment\nflask-login==0.6.3\n").WheelsIn(_folder.Path).ShouldBe([_folder.File("Flask_Login-0.6.3-py3-none-any.whl")]);
    }

    [Fact]
    public void Wheels_of_another_version_are_missing_and_named()
    {
        Wheel("dlt-1.30.0-py3-none-any.whl");
        var error = Should.Throw<DataSpecException>(() => List("dlt==1.31.0").WheelsIn(_folder.Path));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("dlt 1.31.0");
        error.NextStep.ShouldNotBeNull().ShouldContain("--wheels");
    }

    [Theory]
    [InlineData("dlt>=1.31")]
    [InlineData("dlt")]
    public void An_open_version_is_refused(string line) => Should.Throw<DataSpecException>(() => List(line)).Message.ShouldContain(line);

    [Fact]
    public void The_projects_own_list_pins_airflow_and_dlt() =>
        LockList.Read(Path.Combine(Checkout.Root.ImagesDirectory, "airflow", "airflow-3.3.2.txt")).Packages
            .ShouldContain(new PinnedPackage("apache-airflow", "3.3.2"));

    public void Dispose() => _folder.Dispose();

    LockList List(string text)
    {
        File.WriteAllText(_folder.File("list.txt"), text);
        return LockList.Read(_folder.File("list.txt"));
    }

    void Wheel(string name) => File.WriteAllText(_folder.File(name), "");
}
