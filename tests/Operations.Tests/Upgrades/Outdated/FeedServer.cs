using System.Collections.Concurrent;
using System.Net;
using System.Text;
using DataSpec.Operations.Upgrades.Outdated;

namespace DataSpec.Operations.Tests.Upgrades.Outdated;

/// <summary>What was asked.</summary>
sealed record FeedAsk(string Target, string? Authorization, string? Known);

/// <summary>What is answered; status 0 is no answer at all.</summary>
sealed record FeedReply(int Status, string Body = "", params (string Name, string Value)[] Headers)
{
    public static FeedReply Silence => new(0);
}

/// <summary>A server of this machine that speaks as registries, GitHub and the package index do, well or badly.</summary>
sealed class FeedServer : IDisposable
{
    readonly HttpListener _listener;
    readonly ConcurrentBag<HttpListenerContext> _silent = [];

    public FeedServer()
    {
        // The next free port, tried until nobody else took it in between.
        for (var port = 28000; ; port++)
        {
            _listener = new HttpListener();
            Address = new Uri($"http://127.0.0.1:{port}");
            _listener.Prefixes.Add($"{Address}");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (port < 28100)
            {
                _listener.Close();
            }
        }

        _ = ServeAsync();
    }

    public Uri Address { get; }

    public FeedAddresses Addresses => new(Address, Address, Address);

    public ConcurrentQueue<FeedAsk> Asked { get; } = new();

    public Func<FeedAsk, FeedReply> Answer { get; set; } = _ => new FeedReply(404);

    public void Dispose()
    {
        foreach (var context in _silent)
            context.Response.Abort();
        _listener.Close();
    }

    async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            Reply(context);
        }
    }

    void Reply(HttpListenerContext context)
    {
        var ask = new FeedAsk(context.Request.Url!.PathAndQuery, context.Request.Headers["Authorization"], context.Request.Headers["If-None-Match"]);
        Asked.Enqueue(ask);
        var reply = Answer(ask);
        if (reply.Status == 0)
        {
            _silent.Add(context);
            return;
        }

        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
            context.Response.AddHeader(name, value);
        var body = Encoding.UTF8.GetBytes(reply.Body);
        if (body.Length > 0)
            context.Response.OutputStream.Write(body);
        context.Response.Close();
    }
}
