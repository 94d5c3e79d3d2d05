using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSpec.Engine.Parameters;
using Nuke.Common.IO;
using Shouldly;

namespace DataSpec.Engine.Tests.Parameters;

/// <summary>Random values, written as arguments, as variables and as a file, come back as they were; each with its seed so that a failure can be repeated.</summary>
public sealed class ValueProperties
{
    static readonly string[] Letters = ["a", "Z", "7", "-", "--", "=", " ", ",", "+", "ü", "\"", "'", "\\", "$", "/", ".", "true", "Go", "\n"];
    static readonly string[] Names = ["Text", "RetryCount", "Months", "DryRun", "Colour", "TargetDir", "MaxAge"];

    [Fact]
    public void Values_given_as_arguments_come_back() => ForRandomValues((values, random) =>
    {
        var arguments = values.SelectMany(value => Arguments(value.Key, value.Value, random)).Prepend("Go");
        return Resolve([.. arguments], [], []);
    });

    [Fact]
    public void Values_given_as_variables_come_back() => ForRandomValues((values, _) =>
        Resolve([], values.ToDictionary(value => "NUKE_" + ParameterName.Kebab(value.Key).Replace('-', '_').ToUpperInvariant(), value => string.Join(',', Texts(value.Value))), []));

    [Fact]
    public void Values_given_in_a_file_come_back() => ForRandomValues((values, _) =>
    {
        var json = new JsonObject(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)(value.Value is string[] list
            ? new JsonArray([.. list.Select(item => JsonValue.Create(item))])
            : JsonValue.Create(Texts(value.Value)[0])))));
        using var stream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(json));
        return Resolve([], [], [ParametersFile.Read("parameters.json", stream)]);
    });

    static Dictionary<string, object> Resolve(string[] arguments, Dictionary<string, string> variables, ParametersFile[] files)
    {
        var resolution = new ParameterResolution(CommandLine.Parse(arguments), new EnvironmentSource(variables), files, "/work", "/root");
        var values = resolution.Resolve(ParameterDiscovery.Of(typeof(ParameterBuild)));
        resolution.Problems.ShouldBeEmpty();
        return values.ToDictionary(value => value.Key.Name, value => value.Value);
    }

    static void ForRandomValues(Func<Dictionary<string, object>, Random, Dictionary<string, object>> there)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var values = random.GetItems(Names, random.Next(1, 8)).Distinct().ToDictionary(name => name, name => RandomValue(name, random));
            var back = there(values, random);
            string.Join('|', back.OrderBy(value => value.Key).Select(Shown)).ShouldBe(string.Join('|', values.OrderBy(value => value.Key).Select(Shown)), $"seed {seed}");
        }
    }

    static object RandomValue(string name, Random random) => name switch
    {
        "Text" => string.Concat(random.GetItems(Letters, random.Next(1, 6))),
        "RetryCount" => random.Next(int.MinValue, int.MaxValue),
        "Months" => random.GetItems(["2024-01", "all", "x y", "ü"], random.Next(1, 4)),
        "DryRun" => random.Next(2) == 1,
        "Colour" => random.Next(2) == 1 ? Colour.Red : Colour.DarkGreen,
        "TargetDir" => AbsolutePath.Create("/srv/" + random.Next(100)),
        _ => TimeSpan.FromSeconds(random.Next(1, 1_000_000)),
    };

    /// <summary>With <c>=</c> where the text could be taken for a name, else in either form.</summary>
    static IEnumerable<string> Arguments(string name, object value, Random random)
    {
        var texts = Texts(value);
        var option = "--" + ParameterName.Kebab(name);
        return texts.Length == 1 && (texts[0].StartsWith('-') || random.Next(2) == 1) ? [$"{option}={texts[0]}"] : [option, .. texts];
    }

    static string[] Texts(object value) => value switch
    {
        string[] list => list,
        Colour colour => [ParameterName.Kebab(colour.ToString())],
        TimeSpan time => [time.TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s"],
        _ => [string.Create(CultureInfo.InvariantCulture, $"{value}")],
    };

    static string Shown(KeyValuePair<string, object> value) => $"{value.Key}={string.Join('+', Texts(value.Value))}";
}
