using System.ComponentModel;
using DataSpec.Operations.Processes;
using Nuke.Common;

/// <summary>Formatting and analysis, with warnings as errors.</summary>
[Category(Group.Project)]
interface ILint : IHazStack
{
    Target Lint => _ => _
        .Description("""
            Checks white space and runs all analyzers; warnings are errors

            Example:
              ./build.sh Lint

            Page: CONTRIBUTING.md
            """)
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
