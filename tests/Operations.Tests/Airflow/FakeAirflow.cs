using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace DataSpec.Operations.Tests.Airflow;

/// <summary>Answers of an api-server by path, one after the other; the last one is repeated.</summary>
sealed class FakeAirflow : HttpMessageHandler
{
    readonly Dictionary<string, Queue<(HttpStatusCode? Status, string Body)>> _answers = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> _calls = new();

    public FakeAirflow() => On("auth/token", HttpStatusCode.Created, """{"access_token":"t"}""");

    public IReadOnlyList<string> Calls => [.. _calls];

    public FakeAirflow On(string path, HttpStatusCode? status, string body)
    {
        if (!_answers.TryGetValue(path, out var queue))
            _answers[path] = queue = new();
        queue.Enqueue((status, body));
        return this;
    }

    public FakeAirflow On(string path, string body) => On(path, HttpStatusCode.OK, body);

    /// <summary>A first call that finds nobody listening.</summary>
    public FakeAirflow Refusing(string path) => On(path, status: null, "");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery.TrimStart('/');
        _calls.Enqueue(path);
        if (!_answers.TryGetValue(path, out var queue))
            throw new InvalidOperationException($"unexpected call of {path}");
        var (status, body) = queue.Count > 1 ? queue.Dequeue() : queue.Peek();
        return status is not { } code
            ? Task.FromException<HttpResponseMessage>(new HttpRequestException("Connection refused"))
            : Task.FromResult(new HttpResponseMessage(code) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }
}
