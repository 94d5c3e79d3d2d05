using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using DataSpec.Operations.Diagnosis.Bundles;
using DataSpec.Operations.Journal;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Diagnosis;

public sealed class SupportBundleSpecs : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Secrets_of_env_its_comments_credentials_and_the_environment_are_in_no_file()
    {
        await File.WriteAllTextAsync(_folder.Root.EnvFile, "# POSTGRES_PASSWORD=planted-old-one\nPOSTGRES_PASSWORD=planted-known\nMY_OWN_THING='planted own, with blank' # planted-comment\nPOSTGRES_PORT=5432\n", Ct);
        Directory.CreateDirectory(_folder.Root.Data);
        await File.WriteAllTextAsync(_folder.Root.Credentials, "Airflow\n  User      admin\n  Password  planted-credential\n", Ct);
        const string log = "planted-old-one planted-known planted own, with blank planted-credential planted-in-environment and POSTGRES_PORT=5432";

        var entries = await Entries([.. BundleParts.OfTool(_folder.Root), BundleParts.Result("log.txt", "a log", _ => Task.FromResult(log))], ("MY_TOKEN", "planted-in-environment"));

        entries["env.txt"].ShouldContain("MY_OWN_THING=***");
        entries["env.txt"].ShouldContain("POSTGRES_PORT=5432");
        entries["log.txt"].ShouldContain("POSTGRES_PORT=5432");
        entries.Values.ShouldAllBe(text => !text.Contains("planted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_env_that_cannot_be_parsed_shows_its_keys_and_no_value()
    {
        await File.WriteAllTextAsync(_folder.Root.EnvFile, "POSTGRES_PASSWORD='planted never closed\nOTHER planted-without-equals\n", Ct);

        var entries = await Entries(BundleParts.OfTool(_folder.Root));

        entries["env.txt"].ShouldContain("POSTGRES_PASSWORD=***");
        entries.Values.ShouldAllBe(text => !text.Contains("planted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Journals_and_the_tool_s_own_logs_are_in_it_without_secrets()
    {
        using (var journal = OperationJournal.Begin(_folder.Root, new OperationIntent("upgrade", "next") { Options = OperationIntent.OptionsOf(("to", "postgresql://ann:planted-in-option@db/x")) }, TimeProvider.System))
            journal.End(OperationOutcome.Abandoned, "token=planted-in-note");
        Directory.CreateDirectory(_folder.Root.Temp);
        await File.WriteAllTextAsync(Path.Combine(_folder.Root.Temp, "build.2026-11-23_04-00-00.1.log"), "Authorization: Bearer planted-in-run\n", Ct);

        var entries = await Entries(BundleParts.OfTool(_folder.Root));

        entries.Keys.Count(name => name.StartsWith("journal/", StringComparison.Ordinal)).ShouldBe(1);
        entries["runs/build.2026-11-23_04-00-00.1.log"].ShouldContain("***");
        entries.Values.ShouldAllBe(text => !text.Contains("planted", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stack_file_keeps_names_of_variables_and_loses_values_and_extensions()
    {
        var json = RedactedJson.Of("""{"x-mine":{"a":"planted"},"services":{"db":{"image":"postgres:18","environment":{"A":"planted","B":"true"},"build":{"args":["C=planted"]}}},"configs":{"c":{"content":"planted"}}}""", []);

        json.ShouldNotContain("planted");
        json.ShouldContain("postgres:18");
        json.ShouldContain("\"B\": \"true\"");
        json.ShouldContain("C=***");
    }

    [Fact]
    public async Task What_cannot_be_had_is_named_and_takes_nothing_with_it()
    {
        var result = await Write([BundleParts.Result("a.txt", "a", _ => throw new IOException("no PGPASSWORD=planted there")), BundleParts.Result("b.txt", "b", _ => Task.FromResult("here"))]);

        result.Missing.ShouldHaveSingleItem().ShouldBe("a.txt: no PGPASSWORD=*** there");
        result.Entries.ShouldHaveSingleItem().Name.ShouldBe("b.txt");
        File.GetUnixFileMode(result.File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    Task<SupportBundleResult> Write(IEnumerable<BundlePart> parts, params (string Name, string Value)[] environment) =>
        new SupportBundle(_folder.Root, environment.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), TimeProvider.System)
            .WriteAsync(_folder.File("bundle.tar.gz"), parts, secrets: [], Ct);

    /// <summary>Every file of the archive by its name without the folder, the introduction among them.</summary>
    async Task<Dictionary<string, string>> Entries(IEnumerable<BundlePart> parts, params (string Name, string Value)[] environment)
    {
        await Write(parts, environment);
        await using var file = File.OpenRead(_folder.File("bundle.tar.gz"));
        await using var zip = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(zip);
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await tar.GetNextEntryAsync(copyData: false, Ct) is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream ?? Stream.Null, Encoding.UTF8);
            entries.Add(entry.Name["bundle/".Length..], await reader.ReadToEndAsync(Ct));
        }

        entries.ShouldContainKey("README.txt");
        return entries;
    }
}
