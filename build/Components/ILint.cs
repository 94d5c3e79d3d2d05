using DataSpec.Operations.Processes;
using Nuke.Common;

/// <summary>Formatting and analysis, with warnings as errors.</summary>
interface ILint : IHazStack
{
    Target Lint => _ => _
        .Description("Checks formatting and runs all analyzers; warnings are errors")
        .Executes(() => Operate(async ct =>
        {
            var dotnet = Command.Of(Stack.DotNet).In(RootDirectory);
            Command[] checks =
            [
                dotnet.With("build", "DataSpec.slnx", "-nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "--no-incremental"),
                dotnet.With("format", "whitespace", "DataSpec.slnx", "--verify-no-changes", "--no-restore"),
            ];
            foreach (var check in checks)
            {
                Stack.Progress.Say("lint", string.Join(' ', check.Arguments.Take(2)));
                (await Stack.Processes.RunAsync(check, ct: ct)).EnsureSuccess();
            }
        }));
}
