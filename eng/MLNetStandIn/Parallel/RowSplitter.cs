using System.Collections.Concurrent;

namespace Microsoft.ML.Data;

/// <summary>Deals the rows of one cursor out to several, in numbered batches, so that several threads can map them.</summary>
internal static class RowSplitter
{
    private const int BatchesAhead = 4;

    public static DataViewRowCursor[] Split(DataViewRowCursor input, int count)
    {
        var layout = new BatchLayout(input);
        var writers = layout.CreateWriters(input);
        var batches = new BlockingCollection<RowBatch>(BatchesAhead);
        var cancellation = new CancellationTokenSource();
        Task reading = Task.Factory.StartNew(
            () => Read(input, writers, batches, cancellation.Token), TaskCreationOptions.LongRunning);

        int open = count;
        RowBatch? TakeNext() => batches.TryTake(out RowBatch? batch, Timeout.Infinite) ? batch : null;
        void Close()
        {
            if (Interlocked.Decrement(ref open) > 0)
                return;
            cancellation.Cancel();
            reading.Wait();
        }

        return [.. Enumerable.Range(0, count).Select(_ => new BatchCursor(layout, TakeNext, Close))];
    }

    private static void Read(DataViewRowCursor input, BatchColumn.Writer[] writers, BlockingCollection<RowBatch> batches, CancellationToken cancelled)
    {
        try
        {
            using (input)
            {
                long id = 0;
                int rows = 0;
                void Push()
                {
                    batches.Add(new RowBatch(id++, rows, [.. writers.Select(w => w.Take())]), cancelled);
                    rows = 0;
                }

                while (!cancelled.IsCancellationRequested && input.MoveNext())
                {
                    foreach (BatchColumn.Writer writer in writers)
                        writer.Add(rows);
                    if (++rows == BatchColumn.Capacity)
                        Push();
                }

                if (rows > 0)
                    Push();
            }
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            AddError(exception);
        }
        finally
        {
            batches.CompleteAdding();
        }

        void AddError(Exception exception)
        {
            try
            {
                batches.Add(new RowBatch(exception), cancelled);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }
}
