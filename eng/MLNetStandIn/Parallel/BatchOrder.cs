namespace Microsoft.ML.Data;

/// <summary>Lets several threads hand over numbered batches in the order of their numbers.</summary>
internal sealed class BatchOrder(int workers)
{
    // The number of the batch each worker is busy with. A worker that has not seen its first row could hold any, so it holds up all.
    private readonly long[] _current = [.. Enumerable.Repeat(-1L, workers)];
    private readonly object _lock = new();

    public void Begin(int worker, long batch)
    {
        lock (_lock)
        {
            _current[worker] = batch;
            Monitor.PulseAll(_lock);
        }
    }

    public void Retire(int worker) => Begin(worker, long.MaxValue);

    public void WaitForTurn(int worker, CancellationToken cancelled)
    {
        lock (_lock)
        {
            while (_current[worker] > _current.Min())
            {
                cancelled.ThrowIfCancellationRequested();
                Monitor.Wait(_lock);
            }
        }
    }

    public void WakeAll()
    {
        lock (_lock)
            Monitor.PulseAll(_lock);
    }
}
