using DataSpec.Operations.Images;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

public sealed class WheelSourceSpecs : IDisposable
{
    readonly TemporaryDirectory _folder = new();
    readonly StackRoot _root;

    public WheelSourceSpecs() => _root = new StackRoot(Directory.CreateDirectory(_folder.File("project")).FullName);

    [Fact]
    public void With_nothing_around_the_package_index_is_asked() => WheelSource.Find(_root, null).Path.ShouldBeNull();

    [Fact]
    public void What_is_asked_for_comes_first()
    {
        Put("project/wheels.tar.xz");
        Put("elsewhere/a-1-py3-none-any.whl");
        WheelSource.Find(_root, _folder.File("elsewhere")).Path.ShouldBe(_folder.File("elsewhere"));
    }

    [Fact]
    public void The_project_folder_comes_before_a_shared_folder_beside_it()
    {
        Put("shared/wheels.tar.xz");
        WheelSource.Find(_root, null).Path.ShouldBe(_folder.File("shared/wheels.tar.xz"));
        Put("project/wheels.tar.xz");
        WheelSource.Find(_root, null).Path.ShouldBe(_folder.File("project/wheels.tar.xz"));
    }

    [Fact]
    public void A_folder_without_wheels_is_not_taken_for_one()
    {
        Put("shared/wheels/airflow-3.3.2.txt");
        WheelSource.Find(_root, null).Path.ShouldBeNull();
    }

    [Fact]
    public void Lists_beside_the_wheels_come_before_the_projects_own()
    {
        Put("shared/wheels.tar.xz");
        WheelSource.Find(_root, null).ListFor("/own/airflow-3.3.2.txt").ShouldBe("/own/airflow-3.3.2.txt");
        Put("shared/wheels/airflow-3.3.2.txt");
        WheelSource.Find(_root, null).ListFor("/own/airflow-3.3.2.txt").ShouldBe(_folder.File("shared/wheels/airflow-3.3.2.txt"));
    }

    [Fact]
    public void A_path_that_holds_no_wheels_is_wrong_usage_and_quoted()
    {
        var error = Should.Throw<DataSpecException>(() => WheelSource.Find(_root, "nowhere"));
        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
        error.Message.ShouldContain("nowhere");
        error.NextStep.ShouldNotBeNull().ShouldContain("--wheels");
    }

    public void Dispose() => _folder.Dispose();

    void Put(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), "");
    }
}
