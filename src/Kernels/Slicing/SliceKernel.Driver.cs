using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <inheritdoc/>
internal sealed unsafe class SliceKernel<TLanes> : SliceKernel
    where TLanes : unmanaged, ISliceLanes<TLanes>
{
    private const int Row = SliceBundle.Size;

    /// <inheritdoc/>
    public override void Slice(float* points, int count, int dimension, float* directions, int lanes, double* keys)
    {
        for (int lane = 0; lane < Row; lane += TLanes.Count)
        {
            Project(points, count, dimension, directions + lane, keys + lane);
            if (lane < lanes)
                LaneSort<TLanes>.Sort(keys + lane, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Project(float* points, int count, int dimension, float* directions, double* keys)
    {
        for (int i = 0; i < count; i++, points += dimension, keys += Row)
        {
            TLanes position = TLanes.Project(points, directions, dimension);
            TLanes.Store(TLanes.WithIndex(position, i), keys);
        }

        TLanes missing = TLanes.Create(double.PositiveInfinity);
        for (nint rest = (SliceBundle.SortingLength(count) / Row) - count; rest > 0; rest--, keys += Row)
            TLanes.Store(missing, keys);
    }
}
