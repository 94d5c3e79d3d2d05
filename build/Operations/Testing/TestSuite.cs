using System.Collections.Immutable;

namespace DataSpec.Operations.Testing;

/// <summary>The three kinds of tests, by what they need.</summary>
public enum TestKind
{
    /// <summary>Pure logic, milliseconds, no container engine.</summary>
    Unit,

    /// <summary>One real part: an engine, a Postgres, an image.</summary>
    Integration,

    /// <summary>The real <c>./build.sh</c> on the real stack.</summary>
    EndToEnd,
}

/// <summary>A test program of this repository and the arguments that select the tests of one kind in it.</summary>
public sealed record TestSuite(string Name, string Project, ImmutableArray<string> Selection)
{
    /// <summary>Tests carry their kind as a trait; what carries none is a unit test.</summary>
    public static ImmutableArray<TestSuite> Of(TestKind kind) => kind switch
    {
        TestKind.Unit =>
        [
            new("engine, unit", "Engine.Tests", ["-trait-", "kind=integration"]),
            new("operations, unit", "Operations.Tests", ["-trait-", "kind=integration"]),
        ],
        TestKind.Integration =>
        [
            new("engine, integration", "Engine.Tests", ["-trait", "kind=integration"]),
            // They wait for containers more than they compute.
            new("operations, integration", "Operations.Tests", ["-trait", "kind=integration", "-maxThreads", "2.0x"]),
        ],
        _ => [new("end to end", "EndToEnd", ["-verbose"])],
    };
}
