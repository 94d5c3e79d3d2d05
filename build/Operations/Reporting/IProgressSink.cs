namespace DataSpec.Operations.Reporting;

/// <summary>Where operations tell how far they are; they never print themselves.</summary>
public interface IProgressSink
{
    /// <summary>A subject (a service, an image, a file) entered a new state: "postgres", "healthy after 4.2 s".</summary>
    void Say(string subject, string state);

    /// <summary>Something the person should know though the operation goes on.</summary>
    void Warn(string subject, string text);

    /// <summary>Work of a known or unknown size goes on; called as often as convenient, shown a few times a second at most.</summary>
    void Advance(string subject, long done, long? total, string unit);
}
