using System.Collections.Concurrent;

namespace Microsoft.ML.Data;

/// <summary>Reads several cursors, each on a thread of its own, and gives their rows in order.</summary>
internal static class RowConsolidator
{
    private const int BatchesAhead = 4;

    public static int ThreadCount => Math.Max(2, Environment.ProcessorCount - 1);

    public static DataViewRowCursor Merge(DataViewRowCursor[] inputs)
    {
        if (inputs.Length == 1)
            return inputs[0];

        var layout = new BatchLayout(inputs[0]);
        var batches = new BlockingCollection<RowBatch>(BatchesAhead);
        var order = new BatchOrder(inputs.Length);
        var cancellation = new CancellationTokenSource();
        int running = inputs.Length;
        Task[] workers = [.. inputs.Select((input, worker) => Task.Factory.StartNew(
            () =>
            {
                Read(input, layout, batches, order, worker, cancellation.Token);
                order.Retire(worker);
                if (Interlocked.Decrement(ref running) == 0)
                    batches.CompleteAdding();
            },
            TaskCreationOptions.LongRunning))];

        RowBatch? TakeNext() => batches.TryTake(out RowBatch? batch, Timeout.Infinite) ? batch : null;
        void Close()
        {
            cancellation.Cancel();
            order.WakeAll();
            Task.WaitAll(workers);
        }

        return new BatchCursor(layout, TakeNext, Close);
    }

    private static void Read(
        DataViewRowCursor input, BatchLayout layout, BlockingCollection<RowBatch> batches, BatchOrder order, int worker, CancellationToken cancelled)
    {
        try
        {
            using (input)
            {
                var writers = layout.CreateWriters(input);
                long id = 0;
                int rows = 0;
                void Push()
                {
                    order.WaitForTurn(worker, cancelled);
                    batches.Add(new RowBatch(id, rows, [.. writers.Select(w => w.Take())]), cancelled);
                    rows = 0;
                }

                while (!cancelled.IsCancellationRequested && input.MoveNext())
                {
                    if (rows == BatchColumn.Capacity || (rows > 0 && input.Batch != id))
                        Push();
                    if (rows == 0)
                    {
                        id = input.Batch;
                        order.Begin(worker, id);
                    }

                    foreach (BatchColumn.Writer writer in writers)
                        writer.Add(rows);
                    rows++;
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
