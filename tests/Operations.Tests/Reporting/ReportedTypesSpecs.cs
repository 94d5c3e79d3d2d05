using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Reporting;

/// <summary>The built program against the list that the schema is made from.</summary>
[Trait("kind", "integration")]
public sealed class ReportedTypesSpecs
{
    [Fact]
    public void Whatever_a_target_reports_is_in_the_schema()
    {
        var reported = Reported(Path.Combine(Repository.Directory, ".nuke", "temp", "bin", "_build", "_build.dll")).ToHashSet();

        reported.Count.ShouldBeGreaterThan(20);
        reported.Except(ResultTypes.All.Select(one => one.Result)).ShouldBeEmpty();
        ResultTypes.All.Select(one => one.Result).Except(reported).ShouldBeEmpty();
    }

    /// <summary>Every <c>T</c> with which the compiled code calls <c>Report&lt;T&gt;</c>.</summary>
    static IEnumerable<Type> Reported(string program)
    {
        using var file = new PEReader(File.OpenRead(program));
        var metadata = file.GetMetadataReader();
        var module = Assembly.LoadFrom(program).ManifestModule;
        return [.. Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.MethodSpec))
            .Select(MetadataTokens.MethodSpecificationHandle)
            .Where(call => IsReport(metadata, metadata.GetMethodSpecification(call).Method))
            .Select(call => module.ResolveMethod(MetadataTokens.GetToken(call))!.GetGenericArguments()[0])];
    }

    static bool IsReport(MetadataReader metadata, EntityHandle method)
    {
        if (method.Kind is not HandleKind.MethodDefinition)
            return false;
        var definition = metadata.GetMethodDefinition((MethodDefinitionHandle)method);
        return metadata.GetString(definition.Name) is "Report" && metadata.GetString(metadata.GetTypeDefinition(definition.GetDeclaringType()).Name) is "IReports";
    }
}
