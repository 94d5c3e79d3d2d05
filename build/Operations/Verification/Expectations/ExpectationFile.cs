using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataSpec.Operations.Verification.Expectations;

/// <summary>Reads a file of expectations; scalars are taken as they are written, so that no version of YAML changes them.</summary>
sealed class ExpectationFile
{
    static readonly string[] _top = ["schema", "tables"];

    readonly string _name;

    ExpectationFile(string name) => _name = name;

    /// <exception cref="DataSpecException">Unreadable or wrong; the message names file, line, key, value and what would be right.</exception>
    public static ImmutableArray<Expectation> Read(string file)
    {
        try
        {
            return Parse(File.ReadAllText(file), Path.GetFileName(file));
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.VerificationFailed, error is FormatException ? error.Message : $"{Path.GetFileName(file)} cannot be read: {error.Message}", error)
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = $"Mend '{file}' (docs/data-quality.md)",
            };
        }
    }

    /// <exception cref="FormatException">The message names the line.</exception>
    public static ImmutableArray<Expectation> Parse(string text, string name)
    {
        var file = new ExpectationFile(name);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            throw new FormatException($"{name}:{error.Start.Line}: not YAML: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // The scanner's own failure on some unclosed brackets.
            throw new FormatException($"{name}: not YAML: a bracket or quote is not closed", error);
        }

        return stream.Documents switch
        {
            [] => throw new FormatException($"{name}:1: is empty: use {string.Join(", ", _top)}"),
            [var document] => file.Rules(document.RootNode),
            [_, var second, ..] => throw file.Refuse(second.RootNode, "only one document can be in the file"),
        };
    }

    ImmutableArray<Expectation> Rules(YamlNode root)
    {
        var top = Mapping(root, "the file");
        if (top.Keys.FirstOrDefault(key => !_top.Contains(key, StringComparer.Ordinal)) is { } unknown)
            throw Refuse(top[unknown].Key, $"unknown key '{unknown}': use {string.Join(", ", _top)}");
        if (_top.FirstOrDefault(key => !top.ContainsKey(key)) is { } missing)
            throw Refuse(root, $"'{missing}' is missing");
        var schema = Text(top["schema"].Value, "schema");
        return
        [
            .. Mapping(top["tables"].Value, "tables").SelectMany(table => table.Value.Value is YamlSequenceNode rules
                ? rules.Children.Select(rule => Rule(rule, schema, table.Key))
                : throw Refuse(table.Value.Value, $"'{table.Key}' must be a list of rules")),
        ];
    }

    Expectation Rule(YamlNode node, string schema, string table)
    {
        var keys = Mapping(node, $"a rule of '{table}'");
        if (!keys.TryGetValue("rule", out var named))
            throw Refuse(node, $"'rule' is missing: use {ExpectationForms.Names}");
        var rule = Text(named.Value, "rule");
        var form = ExpectationForms.Of(rule) ?? throw Refuse(named.Value, $"unknown rule '{rule}': use {ExpectationForms.Names}");
        string[] known = ["rule", .. form.Keys.Select(key => key.Key), "severity"];
        if (keys.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.Ordinal)) is { } unknown)
            throw Refuse(keys[unknown].Key, $"unknown key '{unknown}' of rule {rule}: use {string.Join(", ", known)}");
        if (form.Required.FirstOrDefault(key => !keys.ContainsKey(key)) is { } missing)
            throw Refuse(node, $"rule {rule} needs '{missing}'");
        if (!form.OneOf.IsEmpty && !form.OneOf.Any(keys.ContainsKey))
            throw Refuse(node, $"rule {rule} needs one of {string.Join(", ", form.OneOf)}");

        var given = form.Keys.Where(key => keys.ContainsKey(key.Key)).ToArray();
        var allowed = given.Where(key => key.Kind is "list").SelectMany(key => List(keys[key.Key].Value, key.Key)).ToImmutableArray();
        return new Expectation(
            schema,
            table,
            rule,
            [.. given.Select(key => KeyValuePair.Create(key.Key, key.Kind is "list" ? string.Join(' ', allowed) : Value(keys[key.Key].Value, key.Key, key.Kind)))],
            allowed,
            keys.TryGetValue("severity", out var severity) ? Value(severity.Value, "severity", "severity") : "error",
            (int)node.Start.Line);
    }

    string Value(YamlNode node, string key, string kind)
    {
        var text = Text(node, key);
        return ExpectationForms.Refusal(kind, text) is { } wanted ? throw Refuse(node, $"{key} '{text}' must be {wanted}") : text;
    }

    IEnumerable<string> List(YamlNode node, string key) => node is YamlSequenceNode { Children.Count: > 0 } list
        ? list.Children.Select(item => Text(item, key, mayBeEmpty: true))
        : throw Refuse(node, $"'{key}' must be a list, as in [1, 2]");

    /// <summary>By key in the file's order; YamlDotNet has refused a key that is there twice.</summary>
    OrderedDictionary<string, (YamlNode Key, YamlNode Value)> Mapping(YamlNode node, string what)
    {
        if (node is not YamlMappingNode mapping)
            throw Refuse(node, $"{what} must be keys with values");
        var found = new OrderedDictionary<string, (YamlNode, YamlNode)>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children)
        {
            if (!found.TryAdd(Text(key, "a key"), (key, value)))
                throw Refuse(key, $"'{key}' is there twice");
        }

        return found;
    }

    string Text(YamlNode node, string key, bool mayBeEmpty = false)
    {
        if (node is not YamlScalarNode scalar)
            throw Refuse(node, $"{key} must be one value");
        var (text, plain) = (scalar.Value ?? "", scalar.Style is ScalarStyle.Plain);
        var missing = text.Contains('\0', StringComparison.Ordinal) || (text.Length == 0 && (plain || !mayBeEmpty)) || (plain && text is "null" or "~");
        return missing ? throw Refuse(node, $"{key} has no value") : text;
    }

    FormatException Refuse(YamlNode node, string why) => new($"{_name}:{node.Start.Line}: {why}");
}
