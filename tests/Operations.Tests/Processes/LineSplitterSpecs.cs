using System.Text;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Processes;

public class LineSplitterSpecs
{
    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb", "a|b")]
    [InlineData("a\n\nb", "a||b")]
    [InlineData("10%\r20%\r", "10%|20%")]
    [InlineData("", "")]
    [InlineData("größer\n数🚕", "größer|数🚕")]
    public void Lines_are_the_same_however_the_stream_is_cut(string text, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var size = 1; size <= bytes.Length + 1; size++)
            string.Join('|', Split(bytes.Chunk(size))).ShouldBe(expected);
    }

    [Fact]
    public void A_progress_line_is_there_before_the_next_byte_is()
    {
        var lines = new List<string>();

        new LineSplitter(lines.Add).Add("50%\r"u8);

        lines.ShouldBe(["50%"]);
    }

    [Fact]
    public void A_stream_without_line_ends_is_cut()
    {
        var part = Enumerable.Repeat((byte)'x', LineSplitter.BufferSize).ToArray();

        var lines = Split(Enumerable.Repeat(part, 100));

        lines.Select(line => line.Length).ShouldBe([LineSplitter.LongestLine, (100 * LineSplitter.BufferSize) - LineSplitter.LongestLine]);
    }

    static List<string> Split(IEnumerable<byte[]> parts)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(lines.Add);
        foreach (var part in parts)
            splitter.Add(part);
        splitter.End();
        return lines;
    }
}
