namespace DataSpec.Operations.Tests;

/// <summary>Long tests on real parts take turns: a commit runs one of each group, <c>./build.sh Test --full</c> all.</summary>
/// <remarks>Asked before a test's class is made, so that no part is started for one that is left out.</remarks>
static class Turns
{
    public const string Reason = "long tests of one kind take turns by commit, and this is not its turn; ./build.sh Test --full runs all";

    public static bool IncrementalChain => Share.Is(0, of: 5);

    public static bool FullForWantOfARecord => Share.Is(1, of: 5);

    public static bool RestoredForms => Share.Is(2, of: 5);

    public static bool ArchiveWithoutOwners => Share.Is(3, of: 5);

    public static bool Encryption => Share.Is(4, of: 5);

    public static bool RestoredMoment => Share.Is(0, of: 4);

    public static bool KilledReceiver => Share.Is(1, of: 4);

    public static bool DamagedLog => Share.Is(2, of: 4);

    public static bool LostPlace => Share.Is(3, of: 4);

    public static bool KilledProof => Share.Is(0, of: 4);

    public static bool DamagedDump => Share.Is(1, of: 4);

    public static bool Rehearsal => Share.Is(0, of: 2);

    public static bool FailingRehearsal => Share.Is(1, of: 2);

    public static bool LogFlow => Share.Is(2, of: 4);

    public static bool PgAdminStart => Share.Is(3, of: 4);

    public static bool ColdStart => Share.Is(0, of: 3);

    public static bool ChangedSecret => Share.Is(1, of: 3);

    public static bool DrainedTask => Share.Is(2, of: 3);
}
