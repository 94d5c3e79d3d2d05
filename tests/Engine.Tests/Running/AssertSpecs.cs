using Nuke.Common;
using Shouldly;
using Assert = Nuke.Common.Assert;

namespace DataSpec.Engine.Tests.Running;

public sealed class AssertSpecs
{
    [Fact]
    public void A_failed_assertion_tells_its_message_or_what_was_expected()
    {
        string? nothing = null;

        Should.Throw<ArgumentException>(() => Assert.True(1 > 2)).Message.ShouldBe("Expected to be true: 1 > 2");
        Should.Throw<ArgumentException>(() => Assert.True(1 > 2, "too much")).Message.ShouldBe("too much");
        Should.Throw<ArgumentException>(() => nothing.NotNull()).Message.ShouldBe("Expected to be not null: nothing");
        Should.Throw<Exception>(() => Assert.Fail("broken", new IOException("why"))).InnerException.ShouldBeOfType<IOException>();
    }

    [Fact]
    public void What_holds_passes()
    {
        Assert.True(2 > 1);
        "x".NotNull().ShouldBe("x");
    }
}
