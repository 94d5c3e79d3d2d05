using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

[Trait("kind", "integration")]
public sealed class EnvConformanceSpecs : IDisposable
{
    const string Text =
        "\n# comment\nT_BARE=one\nexport T_EXPORT=two\nT_YAML: three\n T_INDENTED = four \nT_EMPTY=\nT_NOTE=five # note\nT_HASH=six#seven\n" +
        "T_SINGLE='a \\'b\\' \\n $HOME #c' # note\nT_DOUBLE=\"a \\\"b\\\" \\t c\" # note\nT_LINES='one\ntwo'\nT_CRLF=eight\r\nT_TWICE=1\nT_TWICE=2\n" +
        "T_MARKS=-_./:,@%+=?&~\nT_BACK=a\\b\\n\nT_QUOTE_INSIDE=a'b\"c\nT_DOTTED.NAME=nine\n";

    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_form_is_read_as_the_real_compose_reads_it()
    {
        File.WriteAllText(_directory.File(".env"), Text);
        File.WriteAllText(_directory.File("compose.yaml"), "services: {a: {image: a, environment: [" + string.Join(',', Keys.Select(key => $"\"{key}=${{{key}}}\"")) + "]}}\n");

        var json = await Compose("config", "--format", "json");

        var seen = System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("services").GetProperty("a").GetProperty("environment");
        var document = EnvDocument.Parse(Text);
        foreach (var key in Keys)
            // The output of `config` can be read in again, so it doubles each '$'.
            document[key].ShouldBe(seen.GetProperty(key).GetString()!.Replace("$$", "$"), key);
    }

    static IEnumerable<string> Keys =>
        EnvDocument.Parse(Text).Entries.Select(entry => entry.Key).Where(key => !key.Contains('.')).Distinct();

    async Task<string> Compose(params string[] arguments)
    {
        try
        {
            var command = Command.Of("docker", "compose").With(arguments).In(_directory.Path).WithVariable("COMPOSE_FILE", null);
            var result = await new ProcessRunner(TimeProvider.System).RunAsync(command, ct: TestContext.Current.CancellationToken);
            Assert.SkipUnless(result.Succeeded, $"docker compose does not answer: {result.StandardError}");
            return result.StandardOutput;
        }
        catch (CommandNotFoundException)
        {
            Assert.Skip("there is no docker client");
            throw;
        }
    }
}
