using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Processes;

public sealed class MaskedWriterSpecs
{
    [Fact]
    public void Whatever_is_written_is_masked()
    {
        var secrets = new MaskedSecrets();
        secrets.Add(["t0psecret"]);
        var written = new StringWriter { NewLine = "\n" };
        using var writer = new MaskedWriter(written, secrets) { NewLine = "\n" };

        writer.WriteLine("a t0psecret");
        writer.Write("b t0psecret\n".ToCharArray());
        writer.Write("c t0psecret\n".AsSpan());
        writer.Write("{0} {1}\n", "d", "t0psecret");

        written.ToString().ShouldBe("a ***\nb ***\nc ***\nd ***\n");
    }
}
