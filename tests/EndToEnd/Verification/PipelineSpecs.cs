using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace DataSpec.EndToEnd.Verification;

/// <summary>A pipeline that uses nothing but the recipe of the documentation, and an administrator who types nothing but what Doctor printed.</summary>
public sealed class PipelineSpecs(Sandbox sandbox)
{
    /// <summary>Checks whose faults a command can mend as it is printed; each commit takes one, <c>--full</c> all.</summary>
    static readonly string[] Mendable = ["containers.running", "secrets.modes", "airflow.login", "postgres.roles", "config.drift", "images.running", "superset.login"];

    public static TheoryData<string> Names
    {
        get
        {
            string[] known = [.. Mendable.Where(check => Faults.All.Any(fault => fault.Check == check))];
            return [.. Share.Of(known)];
        }
    }

    /// <summary>Everything that fails a check, but for what only <c>--deep</c> or <c>--since</c> sees, and the services that are there as stand-ins.</summary>
    public static TheoryData<string> AllFaults => new(Share.Of([.. Faults.All.Where(fault => !fault.Warns && !fault.OfStandIns && fault.Options.IsEmpty).Select(fault => fault.What)]));

    [Theory]
    [MemberData(nameof(AllFaults))]
    public async Task It_goes_red_for_each_fault_doctor_names_the_cause_and_it_is_green_after_the_remedy(string what)
    {
        var fault = Faults.All.Single(fault => fault.What == what);
        var stack = await sandbox.HealthyStack();
        try
        {
            await fault.Break(stack);

            (await Job(stack, Recipes.GitHub.Lines("watch"))).ShouldNotBe(0);
            Failures(stack, Recipes.GitHub).ShouldContain(name => name.StartsWith($"{fault.Check}:", StringComparison.Ordinal));

            var causes = await Causes(stack);
            causes.ShouldAllBe(cause => cause.Next.Length > 0);
            causes.ShouldContain(cause => fault.Implied.Add(fault.Check).Any(check => check.EndsWith(cause.Id, StringComparison.Ordinal)), string.Join('\n', causes.AsEnumerable()));
            ResultTable.Pipeline.Add(what, string.Join(", ", causes.Select(cause => cause.Id)), causes[0].Next.Replace("|", "\\|", StringComparison.Ordinal));
        }
        finally
        {
            await fault.Mend(stack);
        }

        await Eventually.Holds(async () => await Job(stack, Recipes.GitLab.Lines("watch")) == 0, TimeSpan.FromMinutes(2), "the pipeline is green again");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_goes_red_for_a_fault_and_green_after_what_doctor_printed_was_typed(string check)
    {
        var fault = Faults.All.First(fault => fault.Check == check);
        var stack = await sandbox.HealthyStack();
        try
        {
            await fault.Break(stack);

            (await Job(stack, Recipes.GitHub.Lines("watch"))).ShouldNotBe(0);
            Failures(stack, Recipes.GitHub).ShouldContain(name => name.StartsWith($"{check}:", StringComparison.Ordinal));

            foreach (var cause in await Causes(stack))
            {
                cause.Commands.ShouldNotBeEmpty(cause.ToString());
                foreach (var command in cause.Commands)
                {
                    var (code, output) = await Shell(stack, command);
                    code.ShouldBe(0, output);
                }
            }

            await Eventually.Holds(async () => await Job(stack, Recipes.GitLab.Lines("watch")) == 0, TimeSpan.FromMinutes(2), "the pipeline is green again");
            Failures(stack, Recipes.GitLab).ShouldBeEmpty();
        }
        finally
        {
            await fault.Mend(stack);
        }
    }

    [Fact]
    public async Task The_recipe_that_deploys_ends_green_on_a_healthy_stack_and_github_shows_a_table()
    {
        var stack = await sandbox.HealthyStack();
        var summary = stack.PathOf("summary.md");

        (await Job(stack, Recipes.GitHub.Lines("deploy"), ("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", summary))).ShouldBe(0);

        (await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken)).ShouldContain("`containers.running`");
        Recipes.GitLab.Lines("deploy").ShouldBe(Recipes.GitHub.Lines("deploy"));
    }

    static IEnumerable<string> Failures(Checkout stack, YamlDotNet.RepresentationModel.YamlMappingNode recipe) =>
        XDocument.Load(stack.PathOf(recipe.Published("watch"))).Descendants("failure").Select(failure => failure.Parent!.Attribute("name")!.Value);

    /// <summary>Line by line until one fails, as a runner does.</summary>
    static async Task<int> Job(Checkout stack, string[] lines, params (string Name, string Value)[] environment)
    {
        lines.ShouldNotBeEmpty();
        foreach (var line in lines)
        {
            if ((await Shell(stack, line, environment)).Code is not 0 and var code)
                return code;
        }

        return 0;
    }

    static async Task<(int Code, string Output)> Shell(Checkout stack, string line, params (string Name, string Value)[] environment)
    {
        var info = new ProcessStartInfo("bash", ["-ec", line]) { WorkingDirectory = stack.Directory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in stack.Variables.Select(pair => (pair.Key, pair.Value)).Concat(environment))
            info.Environment[name] = value;
        using var shell = Process.Start(info)!;
        shell.StandardInput.Close();
        var output = await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shell.ExitCode, $"$ {line}\n{string.Join('\n', output)}\n({shell.ExitCode})");
    }

    static async Task<CauseLine[]> Causes(Checkout stack) =>
        [.. JsonDocument.Parse((await stack.Run(4, "Doctor", "--json")).Output).RootElement.GetProperty("causes").EnumerateArray().Select(cause => cause.Deserialize<CauseLine>(JsonSerializerOptions.Web)!)];

    /// <summary>A cause as programs read it.</summary>
    sealed record CauseLine(string Id, string Evidence, string Next, string[] Commands);
}
