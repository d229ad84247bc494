using System.Globalization;

namespace Microsoft.ML.Runtime;

public readonly struct ChannelMessage
{
    public readonly ChannelMessageKind Kind;

    public readonly MessageSensitivity Sensitivity;

    private readonly string _format;
    private readonly object?[]? _args;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string format, object?[]? args = null)
    {
        Kind = kind;
        Sensitivity = sensitivity;
        _format = format;
        _args = args;
    }

    // Formatted on demand: most messages are never read.
    public string Message => _args is null ? _format : string.Format(CultureInfo.CurrentCulture, _format, _args);
}
