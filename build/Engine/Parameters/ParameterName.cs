using System.Text;

namespace DataSpec.Engine.Parameters;

/// <summary>How a member's name is written on the command line; the rule is NUKE's.</summary>
static class ParameterName
{
    static readonly string[] KnownWords = ["DotNet", "GitHub", "GitLab", "GitVersion", "NuGet", "MSBuild"];

    /// <summary><c>TargetDir</c> is <c>target-dir</c>; known words such as <c>GitHub</c> stay whole.</summary>
    public static string Kebab(string name)
    {
        foreach (var word in KnownWords)
            name = name.Replace(word, word[0] + word[1..].ToLowerInvariant(), StringComparison.Ordinal);

        var kebab = new StringBuilder(name.Length + 4);
        for (var index = 0; index < name.Length; index++)
        {
            if (index > 0 && char.IsUpper(name[index]) && char.IsLower(name[index - 1]))
                kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(name[index]));
        }

        return kebab.ToString();
    }
}
