namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>The form of <c>compose/upgrade-notes.yaml</c>, as the YAML reader fills it.</summary>
sealed class NotesFile
{
    public Dictionary<string, ComponentEntry> Components { get; set; } = [];

    public List<NoteEntry> Notes { get; set; } = [];

    internal sealed class ComponentEntry
    {
        public string? Releases { get; set; }

        public Dictionary<string, string> EndOfLife { get; set; } = [];
    }

    internal sealed class NoteEntry
    {
        public string Component { get; set; } = "";

        public string From { get; set; } = "*";

        public string To { get; set; } = "*";

        public string? Downgrade { get; set; }

        public bool Stop { get; set; }

        public string What { get; set; } = "";

        public string? Do { get; set; }
    }
}
