using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class MLContext : IHostEnvironment
{
    private readonly HostNode _root;

    public MLContext(int? seed = null)
    {
        _root = new HostNode(seed) { Listener = OnMessage };
        Data = new DataOperationsCatalog();
        Model = new ModelOperationsCatalog(_root.ComponentCatalog);
        Transforms = new TransformsCatalog();
    }

    public event EventHandler<LoggingEventArgs>? Log;

    public DataOperationsCatalog Data { get; }

    public ModelOperationsCatalog Model { get; }

    public TransformsCatalog Transforms { get; }

    public ComponentCatalog ComponentCatalog => _root.ComponentCatalog;

    string IExceptionContext.ContextDescription => _root.ContextDescription;

    TException IExceptionContext.Process<TException>(TException ex) => _root.Process(ex);

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => _root.Register(name, seed, verbose);

    IChannel IChannelProvider.Start(string name) => _root.Start(name);

    IPipe<TMessage> IChannelProvider.StartPipe<TMessage>(string name) => _root.StartPipe<TMessage>(name);

    IProgressChannel IProgressChannelProvider.StartProgressChannel(string name) => _root.StartProgressChannel(name);

    private void OnMessage(string source, ChannelMessage message)
        => Log?.Invoke(this, new LoggingEventArgs(message.Message, message.Kind, source));
}
