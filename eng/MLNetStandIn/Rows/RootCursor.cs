using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor that counts its own rows: Position starts at -1 and returns there at the end.</summary>
internal abstract class RootCursor : DataViewRowCursor
{
    public const string NoRowMessage =
        "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, or at any point after that method returned false.";

    private long _position = -1;

    public sealed override long Position => _position;

    protected bool IsDisposed { get; private set; }

    public sealed override bool MoveNext()
    {
        if (IsDisposed)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        Dispose();
        return false;
    }

    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        _position = -1;
        base.Dispose(disposing);
    }

    protected void CheckHasRow() => Check.State(_position >= 0, NoRowMessage);
}
