using System.Net;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Verification;
using DataSpec.Operations.Verification.Checks.Files;
using Shouldly;
using Xunit;
using PortCheck = DataSpec.Operations.Verification.Checks.Engine.PortCheck;

namespace DataSpec.Operations.Tests.Verification;

/// <summary>Where a stack is reached, and where it writes.</summary>
public class PlacementChecksSpecs
{
    static readonly StackRoot Root = new("/stack");

    [Fact]
    public void Ports_as_the_stack_file_has_them_pass() => Ports(StackPicture.Postgres).Status.ShouldBe(CheckStatus.Passed);

    [Theory]
    [InlineData("0.0.0.0", 5432)]
    [InlineData("::", 5432)]
    [InlineData("", 5432)]
    [InlineData("127.0.0.1", 3100)]
    public void Another_address_or_port_fails_and_names_the_service(string address, int port) =>
        Ports(StackPicture.Postgres with { Ports = [new(address, port, 5432)] }).Services.ShouldBe(["postgres"]);

    [Fact]
    public void A_container_in_the_network_of_the_machine_fails() => Ports(StackPicture.Page with { UsesHostNetwork = true }).Status.ShouldBe(CheckStatus.Failed);

    [Theory]
    [InlineData("::", 5432, CheckStatus.Failed)]
    [InlineData("::", 5433, CheckStatus.Passed)]
    [InlineData("192.168.0.9", 5432, CheckStatus.Passed)]
    public void What_listens_everywhere_on_a_port_of_the_stack_is_found(string address, int port, CheckStatus expected) =>
        PortCheck.Of(StackPicture.Of(StackPicture.Postgres), "127.0.0.1", [new(IPAddress.Parse(address), port)]).Status.ShouldBe(expected);

    [Fact]
    public void Where_every_address_is_meant_an_engine_may_bind_both_versions_of_it() =>
        PortCheck.Of(StackPicture.Of(StackPicture.Postgres with { Ports = [new("0.0.0.0", 5432, 5432), new("::", 5432, 5432)] }), "0.0.0.0", [new(IPAddress.IPv6Any, 5432)]).Status.ShouldBe(CheckStatus.Passed);

    [Theory]
    [InlineData("0100007F:1538", "127.0.0.1")]
    [InlineData("00000000000000000000000001000000:1538", "::1")]
    public void Addresses_are_read_as_the_kernel_writes_them(string text, string address) => PortHolder.AddressOf(text).ShouldBe(IPAddress.Parse(address));

    [Fact]
    public void The_folders_of_this_checkout_pass() => Mounts(StackPicture.Postgres).Status.ShouldBe(CheckStatus.Passed);

    [Fact]
    public void A_folder_of_another_checkout_fails_and_so_does_one_that_was_moved_away()
    {
        Mounts(StackPicture.Postgres with { Mounts = [new("/old/data/postgres", "/var/lib/postgresql")] }).Evidence.ShouldContain("'/old/data/postgres', not '/stack/data/postgres'");
        Mounts(StackPicture.Postgres, moved: true).Evidence.ShouldContain("moved, deleted or made anew");
    }

    [Fact]
    public void A_volume_of_the_image_between_the_folder_and_the_database_fails() =>
        Mounts(StackPicture.Postgres with { Mounts = [.. StackPicture.Postgres.Mounts, new("/var/lib/docker/volumes/0a/_data", "/var/lib/postgresql/18/docker")] })
            .Evidence.ShouldContain("the database in /var/lib/postgresql/18/docker is not in '/stack/data'");

    static CheckOutcome Ports(ServiceContainer container) => PortCheck.Of(StackPicture.Of(container), "127.0.0.1", []);

    static CheckOutcome Mounts(ServiceContainer container, bool moved = false) => MountCheck.Of(StackPicture.Of(container), Root, (_, _) => moved);
}
