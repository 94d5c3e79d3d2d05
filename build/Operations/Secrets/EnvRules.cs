using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Secrets;

/// <summary>The forms that values of <c>.env</c> can have.</summary>
static partial class EnvRules
{
    public const long Mebibyte = 1024 * 1024;

    public static EnvRule Port { get; } = Number(1, 65535);

    public static EnvRule Secret { get; } = Form(
        SecretForm(),
        "may hold only letters, digits, '_' and '-': other characters break connection addresses");

    public static EnvRule Fernet { get; } = Form(FernetForm(), "is not a Fernet key (32 bytes as URL-safe base64, 44 characters)");

    public static EnvRule Identifier { get; } = Form(
        IdentifierForm(),
        "is not a plain name (a lower-case letter, then lower-case letters, digits, '_', at most 63)");

    public static EnvRule UserName { get; } = Form(UserNameForm(), "is not a user name (letters, digits, '.', '_', '-')");

    public static EnvRule Project { get; } = Form(
        ProjectForm(),
        "is not a compose project name (lower-case letters, digits, '-', '_', a letter or digit first)");

    public static EnvRule Names { get; } = Form(NamesForm(), "is not a list of names with commas between them");

    public static EnvRule Image { get; } = Form(
        ImageForm(),
        "is not an image reference like 'postgres:18.6' (repository, then a tag or '@sha256:' and a digest)");

    public static EnvRule Months { get; } = Form(MonthsForm(), "is not a list of months like '2024-01,2024-02'");

    public static EnvRule TaxiTypes { get; } = Form(TaxiTypesForm(), "is not a list of yellow, green, fhv, fhvhv");

    public static EnvRule AbsolutePath { get; } = value => value.StartsWith('/') ? null : "is not an absolute path";

    public static EnvRule Address { get; } = value =>
        IPAddress.TryParse(value.Trim('[', ']'), out _) ? null : "is not an IP address; 127.0.0.1 means this machine only, 0.0.0.0 everybody";

    public static EnvRule Url { get; } = value =>
        value.StartsWith('/') || (
            Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "file") ? null : "is not an http, https or file address, nor an absolute path";

    public static EnvRule WebAddress { get; } = value =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? null : "is not an http or https address";

    public static EnvRule Memory { get; } = value =>
        MemorySize.OfCompose(value) >= 64 * Mebibyte ? null : "is not an amount of memory of at least 64m, like '512m' or '2g'";

    public static EnvRule PostgresMemory { get; } = value =>
        MemorySize.OfPostgres(value) is not null ? null : "is not an amount of memory as Postgres writes it, like '512MB' (the case of the unit matters)";

    public static EnvRule Number(int least, int most) => value =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"is not a whole number from {least} to {most}");

    /// <summary>Loki cannot drop less than its index period of a day.</summary>
    public static EnvRule Retention { get; } = value =>
        value.EndsWith('h') && int.TryParse(value[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours >= 24
            ? null
            : "is not a number of hours of at least '24h'";

    public static EnvRule Fraction { get; } = value =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var part) && part is > 0 and <= 1
            ? null
            : "is not a part of 1 like '0.85'";

    public static EnvRule Email { get; } = Form(EmailForm(), "is not of the form of an address like 'admin@example.com', with a domain that pgAdmin accepts");

    public static EnvRule OneOf(params string[] values) => value =>
        values.Contains(value, StringComparer.Ordinal) ? null : $"is not one of {string.Join(", ", values)}";

    /// <summary>Overlays may follow the stack's own file, but it comes first.</summary>
    public static EnvRule ComposeFiles(string first) => value =>
        value.Split(':')[0].Equals(first, StringComparison.Ordinal) ? null : $"does not begin with '{first}'";

    static EnvRule Form(Regex form, string problem) => value => form.IsMatch(value) ? null : problem;

    const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z", Options, 1000)]
    private static partial Regex SecretForm();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{43}=\z", Options, 1000)]
    private static partial Regex FernetForm();

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}\z", Options, 1000)]
    private static partial Regex IdentifierForm();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", Options, 1000)]
    private static partial Regex UserNameForm();

    // pgAdmin refuses names that cannot be public: it checks the domain.
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*@([A-Za-z0-9-]+\.)+(?!local\z|test\z|localhost\z|invalid\z)[A-Za-z]{2,}\z", Options, 1000)]
    private static partial Regex EmailForm();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_-]*\z", Options, 1000)]
    private static partial Regex ProjectForm();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+(,[A-Za-z0-9._-]+)*\z", Options, 1000)]
    private static partial Regex NamesForm();

    [GeneratedRegex(@"^([a-zA-Z0-9.-]+(:[0-9]+)?/)?[a-z0-9._-]+(/[a-z0-9._-]+)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}(@sha256:[a-f0-9]{64})?|@sha256:[a-f0-9]{64})\z", Options, 1000)]
    private static partial Regex ImageForm();

    [GeneratedRegex(@"^20[0-9]{2}-(0[1-9]|1[0-2])(,20[0-9]{2}-(0[1-9]|1[0-2]))*\z", Options, 1000)]
    private static partial Regex MonthsForm();

    [GeneratedRegex(@"^(yellow|green|fhv|fhvhv)(,(yellow|green|fhv|fhvhv))*\z", Options, 1000)]
    private static partial Regex TaxiTypesForm();
}
