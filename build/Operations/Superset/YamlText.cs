using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace DataSpec.Operations.Superset;

/// <summary>YAML as Superset reads and writes it (YAML 1.1, by PyYAML), to and from plain trees; one tree has one text.</summary>
static partial class YamlText
{
    /// <exception cref="FormatException">Not YAML, not a mapping at the top, or a key twice; the message names line and column.</exception>
    public static JsonObject Parse(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [var document] && Tree(document.RootNode) is JsonObject root
                ? root
                : throw new FormatException("is not one mapping of keys to values");
        }
        catch (YamlException error)
        {
            throw new FormatException($"is not YAML: line {error.Start.Line}, column {error.Start.Column}: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // The scanner's own failure on some unclosed brackets.
            throw new FormatException("is not YAML: a bracket or quote is not closed", error);
        }
    }

    public static string Write(JsonObject tree)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, tree, inList: false);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    static JsonNode? Tree(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Tree(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Tree)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var value } => Plain(value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new FormatException($"holds a {node.NodeType} in line {node.Start.Line}"),
    };

    static JsonValue? Plain(string text) => text switch
    {
        _ when Null().IsMatch(text) => null,
        _ when True().IsMatch(text) => JsonValue.Create(value: true),
        _ when False().IsMatch(text) => JsonValue.Create(value: false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ when Real().IsMatch(text) => JsonValue.Create(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(text),
    };

    static void Emit(Emitter emitter, JsonNode? node, bool inList)
    {
        switch (node)
        {
            case JsonObject mapping:
                // Columns and metrics are lists of short mappings: a line each.
                var flow = mapping.Count == 0 || (inList && mapping.All(pair => pair.Value is null || IsShort(pair.Value)));
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, flow ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in mapping)
                {
                    emitter.Emit(Text(key));
                    if (value is JsonValue scalar)
                        emitter.Emit(Scalar(scalar));
                    else
                        Emit(emitter, value, inList: false);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                    Emit(emitter, item, inList: true);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value:
                emitter.Emit(Scalar(value));
                break;
            default:
                emitter.Emit(Verbatim("null"));
                break;
        }
    }

    static bool IsShort(JsonNode node) => node is JsonValue value && (!value.TryGetValue(out string? text) || !text.Contains('\n', StringComparison.Ordinal));

    static Scalar Scalar(JsonValue value) => value.TryGetValue(out string? text) ? Text(text) : Verbatim(value.ToJsonString());

    static Scalar Text(string text)
    {
        var style = text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal
            : MeansOther().IsMatch(text) ? ScalarStyle.SingleQuoted
            : ScalarStyle.Plain;
        return new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true);
    }

    static Scalar Verbatim(string text) => new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false);

    [GeneratedRegex("^(~|null|Null|NULL|)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Null();

    [GeneratedRegex("^(yes|Yes|YES|true|True|TRUE|on|On|ON)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex True();

    [GeneratedRegex("^(no|No|NO|false|False|FALSE|off|Off|OFF)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex False();

    [GeneratedRegex(@"^[-+]?[0-9]+\.[0-9]*([eE][-+][0-9]+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Real();

    /// <summary>What YAML 1.1 would not read as a text without quotes: null, truth, numbers (also with bases, underscores, colons), dates, merge keys.</summary>
    [GeneratedRegex(
        @"^(~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?\.(inf|nan)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"
        + @"|[-+]?(0x[0-9a-f_]+|0b[01_]+|[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.[0-9_]+(e[-+]?[0-9]+)?)|)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex MeansOther();
}
