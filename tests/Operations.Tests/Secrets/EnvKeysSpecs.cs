using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

public class EnvKeysSpecs
{
    [Fact]
    public void Each_key_stands_once_in_the_catalogue() => EnvKeys.All.Select(key => key.Name).ShouldBeUnique();

    [Fact]
    public void Every_declared_key_is_in_the_list() =>
        typeof(EnvKeys).GetProperties().Where(property => property.PropertyType == typeof(EnvKey)).Select(property => property.GetValue(null))
            .ShouldBe(EnvKeys.All, ignoreOrder: true);

    [Fact]
    public void Generated_secrets_pass_their_own_rule_and_never_repeat()
    {
        foreach (var key in EnvKeys.All.Where(key => key.IsSecret))
        {
            var values = Enumerable.Range(0, 50).Select(_ => key.Generate!()).ToList();

            values.ShouldAllBe(value => key.ProblemWith(value) == null);
            values.ShouldBeUnique();
        }
    }

    [Theory]
    [InlineData("POSTGRES_PASSWORD", "^[A-Za-z0-9]{32}$")]
    [InlineData("AIRFLOW_JWT_SECRET", "^[A-Za-z0-9]{64}$")]
    [InlineData("AIRFLOW_FERNET_KEY", "^[A-Za-z0-9_-]{43}=$")]
    public void A_generated_secret_has_the_form_its_reader_needs(string name, string form) =>
        EnvKeys.All.Single(key => key.Name == name).Generate!().ShouldMatch(form);
}
