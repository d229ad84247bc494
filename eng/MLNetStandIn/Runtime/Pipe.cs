namespace Microsoft.ML.Runtime;

/// <summary>A pipe for messages other than log messages: nothing in the public API can listen to it.</summary>
internal sealed class Pipe<TMessage>(HostNode host, string name) : IPipe<TMessage>
{
    public string ContextDescription => $"{host.ContextDescription}; {name}";

    public void Send(TMessage msg)
    {
        if (msg is ChannelMessage message)
            host.Root.Listener?.Invoke(ContextDescription, message);
    }

    public TException Process<TException>(TException ex) where TException : Exception => host.Process(ex);

    public void Dispose()
    {
    }
}
