using System.Text;

namespace DataSpec.Operations.Processes;

/// <summary>Hides the known secrets in whatever is written, a whole text at a time.</summary>
public sealed class MaskedWriter(TextWriter inner, MaskedSecrets secrets) : TextWriter(inner.FormatProvider)
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value);

    public override void Write(string? value) => inner.Write(value is null ? null : secrets.Mask(value));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <summary>In one piece: two of them at once are two lines.</summary>
    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Flush() => inner.Flush();
}
