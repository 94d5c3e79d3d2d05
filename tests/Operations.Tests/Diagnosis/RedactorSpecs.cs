using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using DataSpec.Operations.Diagnosis.Bundles;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Diagnosis;

[SuppressMessage("Design", "MA0011", Justification = "Planted text is the same in every culture.")]
public class RedactorSpecs
{
    const string Known = "Kn0wn+p/ä$$ w&rd";

    static readonly Redactor Redactor = new([Known, "abc"]);

    public static TheoryData<string> FormsOfAKnownSecret => [
        Known, Uri.EscapeDataString(Known), Uri.EscapeDataString(Known).Replace("%2B", "%2b", StringComparison.Ordinal).Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%C3%A4", "%c3%a4", StringComparison.Ordinal),
        System.Net.WebUtility.UrlEncode(Known), System.Net.WebUtility.HtmlEncode(Known), JsonSerializer.Serialize(Known), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Known)),
    ];

    [Theory]
    [MemberData(nameof(FormsOfAKnownSecret))]
    public void A_known_secret_goes_in_every_form(string form)
    {
        var text = Redactor.Over($"before {form} after");

        text.ShouldStartWith("before ");
        text.ShouldEndWith(" after");
        text.ShouldNotContain(form.Trim('"'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab:")]
    [InlineData("admin:")]
    public void A_known_secret_inside_base64_goes_wherever_it_begins(string before)
    {
        var whole = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Known + "tail"));

        var text = Redactor.Over($"[{whole}]");

        text.ShouldContain("***");
        text.Length.ShouldBeLessThan(16 + (before.Length * 2));
    }

    [Theory]
    [InlineData("postgresql://airflow:hunter2@db:5432/x", "hunter2")]
    [InlineData("postgresql+psycopg2://a:p@ss/word@db/x", "p@ss")]
    [InlineData("redis://:hunter2@db/0", "hunter2")]
    [InlineData("PGPASSWORD=hunter2 psql", "hunter2")]
    [InlineData("PGPASSWORD='hunter2, or not' psql", "hunter2")]
    [InlineData("env AWS_SECRET_ACCESS_KEY=ab/cd,ef x", "cd,ef")]
    [InlineData("Authorization: Bearer abc.def", "abc.def")]
    [InlineData("curl -H 'Authorization: Basic YWRtaW46YWRtaW4='", "YWRtaW46")]
    [InlineData("\"authorization\": \"Token hunter2\"", "hunter2")]
    [InlineData("Cookie: session=hunter2; x=1", "hunter2")]
    [InlineData("sent Bearer hunter2hunter2 to it", "hunter2")]
    [InlineData("{\"password\": \"hunter2\", \"login\": \"ann\"}", "hunter2")]
    [InlineData("\"line\": \"{\\u0022password\\u0022: \\u0022hunter2\\u0022}\"", "hunter2")]
    [InlineData("\"line\": \"connect(password=\\u0027hunter2\\u0027)\"", "hunter2")]
    [InlineData("{\\\"password\\\": \\\"hunter2\\\"}", "hunter2")]
    [InlineData("{'extra__token': 'hunter2'}", "hunter2")]
    [InlineData("connect(host='x', password=\"hunter2\")", "hunter2")]
    [InlineData("smtp_password: hunter2", "hunter2")]
    [InlineData("alter role ann password 'hun''ter2'", "ter2")]
    [InlineData("tool --api-token hunter2 --verbose", "hunter2")]
    [InlineData("[\"--password\", \"hunter2\"]", "hunter2")]
    [InlineData("https://x/y?access_token=hunter2&z=1", "hunter2")]
    [InlineData("key eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end", "eyJ")]
    [InlineData("key cmFuZG9tLWZlcm5ldC1rZXktb2YtMzItYnl0ZXMtMTI= end", "cmFuZG9t")]
    [InlineData("value gAAAAABl0123456789abcdefghijklmnopqrstuvwxyz== end", "gAAAA")]
    [InlineData("ghp_0123456789abcdefghij0123456789", "ghp_")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "AKIA")]
    [InlineData("AGE-SECRET-KEY-1QQQQQQQQQQQQQQ", "KEY-1Q")]
    [InlineData("https://hooks.slack.com/services/T0/B0/xyz", "B0/xyz")]
    [InlineData("rolpassword SCRAM-SHA-256$4096:abc=$def=:ghi=", "4096")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\nhunter2\n-----END OPENSSH PRIVATE KEY-----", "hunter2")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nhunter2 cut off", "hunter2")]
    [InlineData("a token of a stranger: xK9dPq27LmZt04VbNcRw81YhGf63SjQa", "xK9dPq27")]
    public void What_looks_like_a_secret_goes_though_nobody_told(string text, string secret) => Redactor.Over(text).ShouldNotContain(secret);

    [Theory]
    [InlineData("2026-11-23 04:00:01 UTC [77] LOG:  database system is ready to accept connections")]
    [InlineData("image dataspec/airflow@sha256:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9")]
    [InlineData("http://127.0.0.1:8080/api/v2/dags answered 200 in 12 ms")]
    [InlineData("dag_id=nyc_taxi run_id=manual__2026-11-23T00:00:00+00:00 state=success")]
    [InlineData("\"hasPassword\": true, \"rows\": 60000")]
    [InlineData("abc is too short to be hidden")]
    public void Ordinary_lines_stay_as_they_are(string text) => Redactor.Over(text).ShouldBe(text);
}
