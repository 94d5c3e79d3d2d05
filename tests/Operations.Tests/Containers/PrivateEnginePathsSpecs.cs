using DataSpec.Operations.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Containers;

public sealed class PrivateEnginePathsSpecs
{
    static readonly string _deep = "/srv/" + new string('d', 90);

    [Fact]
    public void Sockets_stay_in_the_checkout_where_their_paths_are_short_enough() =>
        PrivateEnginePaths.Of("/srv/stack/engine").Socket.ShouldBe("/srv/stack/engine/run/docker.sock");

    [Fact]
    public void Sockets_go_to_a_short_folder_where_the_checkout_lies_too_deep()
    {
        var paths = PrivateEnginePaths.Of(_deep);
        paths.Socket.ShouldStartWith("/run/dataspec-");
        paths.Data.ShouldStartWith(_deep);
        (paths.ExecRoot + "/containerd/containerd-debug.sock").Length.ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public void Two_deep_checkouts_do_not_share_a_folder() =>
        PrivateEnginePaths.Of(_deep).RunDirectory.ShouldNotBe(PrivateEnginePaths.Of(_deep + "2").RunDirectory);

    [Fact]
    public void The_length_counts_bytes_as_the_kernel_does() =>
        PrivateEnginePaths.Of("/srv/" + new string('é', 40)).RunDirectory.ShouldStartWith("/run/");
}
