namespace Microsoft.ML.Runtime;

/// <summary>
/// One node of the tree of hosts: the environment itself (no name) or a component registered in it.
/// </summary>
internal sealed class HostNode : IHost
{
    private readonly HostNode? _parent;
    private readonly string? _name;
    private readonly Lock _lock = new();

    public HostNode(int? seed)
    {
        Rand = seed is int s ? new Random(s) : new Random();
        ComponentCatalog = new ComponentCatalog();
        Root = this;
    }

    private HostNode(HostNode parent, string name, Random rand)
    {
        _parent = parent;
        _name = name;
        Rand = rand;
        Root = parent.Root;
        ComponentCatalog = parent.ComponentCatalog;

        // ML.NET leaves out the name of the immediate parent and keeps the grandparent's.
        string? outer = parent._parent?.FullName;
        FullName = string.IsNullOrEmpty(outer) ? name : $"{outer}; {name}";
    }

    /// <summary>Set by the context that owns the root; called for each message of any channel in the tree.</summary>
    public Action<string, ChannelMessage>? Listener { get; set; }

    public HostNode Root { get; }

    public string? FullName { get; }

    public Random Rand { get; }

    public ComponentCatalog ComponentCatalog { get; }

    public string ContextDescription => FullName ?? "HostEnvironment";

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Check.NonEmpty(name, nameof(name));
        lock (_lock)
            return new HostNode(this, name, new Random(seed ?? Rand.Next()));
    }

    public IChannel Start(string name)
    {
        Check.NonEmpty(name, nameof(name));
        return new Channel(this, name);
    }

    public IPipe<TMessage> StartPipe<TMessage>(string name)
    {
        Check.NonEmpty(name, nameof(name));
        return new Pipe<TMessage>(this, name);
    }

    public IProgressChannel StartProgressChannel(string name)
    {
        Check.NonEmpty(name, nameof(name));
        return new SilentProgressChannel();
    }

    public TException Process<TException>(TException ex) where TException : Exception
    {
        ex.Data["Throwing component"] = _name ?? "Environment";
        return ex;
    }
}
