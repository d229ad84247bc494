namespace Microsoft.ML.Data;

/// <summary>A cursor that shows other columns of the row its input stands on.</summary>
internal abstract class SynchronizedCursor : DataViewRowCursor
{
    protected SynchronizedCursor(DataViewRowCursor input) => Input = input;

    public sealed override long Position => Input.Position;

    public sealed override long Batch => Input.Batch;

    protected DataViewRowCursor Input { get; }

    public sealed override bool MoveNext() => Input.MoveNext();

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
