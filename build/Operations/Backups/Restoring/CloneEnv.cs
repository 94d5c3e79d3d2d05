using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>The <c>.env</c> that a clone begins with: this machine's, with a name and ports of its own.</summary>
static partial class CloneEnv
{
    /// <summary>Says in the clone's <c>.env</c> that it is one; no part of the stack reads it.</summary>
    public const string Mark = "DATASPEC_CLONE_OF";

    /// <exception cref="DataSpecException">No name that a directory and a compose project can have (exit code 2).</exception>
    public static void RequireName(string name)
    {
        if (!NameForm().IsMatch(name))
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"'{name}' is no name for a clone: lower-case letters, digits and '-', a letter first, at most 20.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "./build.sh Restore --from latest --as audit",
            };
        }
    }

    public static EnvDocument Of(EnvDocument current, string project, string from)
    {
        var ports = FreePorts(EnvKeys.Ports.Length);
        KeyValuePair<string, string>[] own =
        [
            new(EnvKeys.ComposeProject.Name, project), new(EnvKeys.BindAddress.Name, EnvKeys.BindAddress.Default), new(EnvKeys.BackupDirectory.Name, EnvKeys.BackupDirectory.Default),
            .. EnvKeys.Ports.Select((key, index) => KeyValuePair.Create(key.Name, ports[index].ToString(CultureInfo.InvariantCulture))),
        ];
        var known = own.Where(pair => current[pair.Key] is not null).Aggregate(current, (document, pair) => document.With(pair.Key, pair.Value));
        return known.Appended(
            ["", "A clone: made by ./build.sh Restore --as, removed by it with --remove. Every DAG began paused."],
            [.. own.Where(pair => current[pair.Key] is null), new(Mark, from)]);
    }

    /// <summary>All held until the last is found, so that no two are the same.</summary>
    static int[] FreePorts(int count)
    {
        var held = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            return [.. held.Select(listener =>
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            })];
        }
        finally
        {
            foreach (var listener in held)
                listener.Dispose();
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,19}\\z", RegexOptions.None, 1000)]
    private static partial Regex NameForm();
}
