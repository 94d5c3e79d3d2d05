using DataSpec.Operations.Images;
using DataSpec.Operations.Upgrades.Outdated;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Outdated;

/// <summary>The committed notes: what they say decides whether an upgrade runs.</summary>
public sealed class UpgradeNotesSpecs
{
    static readonly UpgradeNotes Notes = UpgradeNotes.Load(UpgradeNotes.FileIn(new StackRoot(Repository.Directory)));

    [Theory]
    [InlineData("postgres", "18.6", "17.11", true)]
    [InlineData("postgres", "18.6", "18.5", false)]
    [InlineData("postgres", "17.12", "18.6", false)]
    [InlineData("postgres", "17.11", "18.6", false)]
    [InlineData("postgres", "18.6", "19.0", true)]
    [InlineData("postgres-17", "dataspec/postgres:17.11-packages", "dataspec/postgres:18.6-packages", false)]
    [InlineData("airflow", "3.2.2", "3.3.2-python3.12", false)]
    [InlineData("airflow", "dataspec/airflow:3.3.2-packages", "dataspec/airflow:3.2.2-packages", true)]
    [InlineData("airflow", "2.6.3", "3.3.2", true)]
    [InlineData("airflow", "2.11.2", "3.3.2", false)]
    [InlineData("superset", "6.1.0", "6.0.0", true)]
    [InlineData("promtail", "3.6.11", "3.7.8", true)]
    [InlineData("caddy", "2.11.4", "2.11.3", false)]
    public void Steps_that_cannot_work_are_stopped_and_no_others(string component, string from, string to, bool stops) =>
        Notes.For(component, from, to).Any(note => note.Stops).ShouldBe(stops);

    [Fact]
    public void The_upgrades_that_were_tried_have_notes()
    {
        Notes.For("postgres", "17.11", "18.6").ShouldHaveSingleItem();
        Notes.For("postgres", "17.12", "18.6").ShouldContain(note => note.What.Contains("pg_attver"));
        Notes.For("postgres", "17.12", "18.7").ShouldHaveSingleItem();
        Notes.For("airflow", "3.2.2", "3.3.2").ShouldHaveSingleItem().What.ShouldContain("Fourteen migrations");
    }

    [Theory]
    [InlineData("postgres", "18.6", "18.6")]
    [InlineData("postgres", "latest", "18.6")]
    [InlineData("nothing", "1", "2")]
    public void Where_nothing_changes_or_nothing_is_known_there_is_no_note(string component, string from, string to) => Notes.For(component, from, to).ShouldBeEmpty();

    [Theory]
    [InlineData("postgres", "17.11", "2029-11-08")]
    [InlineData("postgres", "18.6", "2030-11-14")]
    [InlineData("grafana", "13.2.3", "2027-05-18")]
    [InlineData("promtail", "3.6.11", "2026-03-02")]
    [InlineData("caddy", "2.11.4", null)]
    [InlineData("postgres", "180.1", null)]
    public void The_end_of_life_is_that_of_the_closest_cycle(string component, string version, string? day) =>
        (Notes.EndOfLife(component, version)?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(day);

    [Fact]
    public void Each_component_and_each_note_is_of_an_image_of_the_lock()
    {
        var services = ImageCatalogue.Load(new StackRoot(Repository.Directory).ImagesLock).Services;

        foreach (var service in services.Where(service => service.Value.Variable is not null))
            File.ReadAllText(UpgradeNotes.FileIn(new StackRoot(Repository.Directory))).ShouldContain($"\n  {service.Key}:", customMessage: service.Key);
        foreach (var image in services.Where(service => service.Value.State == "end-of-life"))
            Notes.EndOfLife(image.Key, image.Value.Tag).ShouldNotBeNull();
    }

    [Fact]
    public void A_stop_says_what_to_do()
    {
        foreach (var (component, from, to) in (ReadOnlySpan<(string, string, string)>)[("postgres", "18.6", "17.11"), ("airflow", "3.3.2", "3.2.2"), ("superset", "6.1.0", "6.0.0"), ("promtail", "3.6.11", "3.7.0")])
            Notes.For(component, from, to)[0].ShouldSatisfyAllConditions(note => note.Stops.ShouldBeTrue(), note => note.Do.ShouldNotBeNullOrEmpty());
    }

    [Theory]
    [InlineData("notes: [{ component: a, from: '17', what: x }]")]
    [InlineData("notes: [{ component: a, whta: x }]")]
    [InlineData("components: { a: { endOfLife: { '1': soon } } }")]
    [InlineData("notes: [{ component: a, downgrade: yes, what: x }]")]
    [InlineData("{")]
    public void Damaged_notes_are_refused(string text)
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder.File("notes.yaml"), text);

        Should.Throw<DataSpecException>(() => UpgradeNotes.Load(folder.File("notes.yaml"))).NextStep.ShouldNotBeNull();
    }
}
