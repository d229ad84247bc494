using System.Collections.Concurrent;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The buffers that one kind of work on one problem needs. Rented from a pool and returned, so that a stream of problems allocates nothing once
/// the buffers have grown to its size. Only work that came to its end returns them: what an exception left half written serves nobody else.
/// </summary>
internal abstract class Workspace<TSelf> : IDisposable
    where TSelf : Workspace<TSelf>, new()
{
    /// <summary>A workspace that grew beyond this is not kept.</summary>
    private const long MostBytesKept = 64L << 20;

    private static readonly ConcurrentBag<TSelf> Pool = [];

    private long _bytes;
    private bool _isFinished;

    /// <summary>The problem, packed.</summary>
    public PackedProblem Problem { get; } = new();

    /// <summary>The bytes held beside the packed problem's.</summary>
    protected abstract long Bytes { get; }

    /// <summary>A workspace with <paramref name="problem"/> packed into it.</summary>
    public static TSelf Rent(TransportProblem problem, bool leaveOutZeroWeights = true)
    {
        if (Pool.TryTake(out TSelf? workspace))
            WorkspacePools.Take(workspace._bytes);
        else
            workspace = new TSelf();
        workspace._isFinished = false;
        workspace.Problem.Pack(problem, leaveOutZeroWeights);
        return workspace;
    }

    /// <summary>Says that the work came to its end: without it, <see cref="Dispose"/> drops the workspace.</summary>
    public void Finish() => _isFinished = true;

    /// <summary>Returns the workspace to the pool where its work was finished.</summary>
    public void Dispose()
    {
        Problem.Release();
        if (!_isFinished)
            return;
        _isFinished = false;
        _bytes = Problem.Bytes + Bytes;
        if (_bytes <= MostBytesKept && WorkspacePools.TryAdd(_bytes))
            Pool.Add((TSelf)this);
    }
}

/// <summary>What the pools of all kinds of workspaces hold together.</summary>
internal static class WorkspacePools
{
    /// <summary>All workspaces of all pools together stay below this.</summary>
    public const long MostBytes = 128L << 20;

    private static long _bytes;

    /// <summary>The bytes that the pools hold.</summary>
    public static long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Notes that a workspace left its pool.</summary>
    public static void Take(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    /// <summary>Whether there is room for a workspace of so many bytes, which are then counted.</summary>
    public static bool TryAdd(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= MostBytes)
            return true;
        Take(bytes);
        return false;
    }
}
