using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Projects a support on the directions of a bundle and sorts it there.</summary>
internal abstract unsafe class SliceKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static SliceKernel Instance { get; } = VectorWidth.Bits switch
    {
        512 => new SliceKernel<SliceLanes512>(),
        256 => new SliceKernel<SliceLanes256>(),
        128 => new SliceKernel<SliceLanes128>(),
        _ => new SliceKernel<SliceLanesScalar>(),
    };

    /// <summary>Writes the keys of a bundle, see <see cref="SliceBundle"/>, each direction ascending.</summary>
    /// <param name="points">The points, row-major.</param>
    /// <param name="count">Their number.</param>
    /// <param name="dimension">The number of coordinates of each.</param>
    /// <param name="directions">The bundle's directions, coordinate after coordinate, <see cref="SliceBundle.Size"/> numbers each.</param>
    /// <param name="lanes">How many of the directions to sort along; along others the points keep their order.</param>
    /// <param name="keys">Receives the keys; <see cref="SliceBundle.SortingLength"/> numbers long.</param>
    public abstract void Slice(float* points, int count, int dimension, float* directions, int lanes, double* keys);
}

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
        float* last = points + ((nint)(count - 1) * dimension);
        double* row = keys;
        TLanes zero = default;
        TLanes notFinite = default;
        for (int i = 0; i < count; i += 4, row += 4 * Row)
        {
            float* point0 = points + ((nint)i * dimension);
            float* point1 = Min(point0 + dimension, last);
            float* point2 = Min(point1 + dimension, last);
            float* point3 = Min(point2 + dimension, last);
            (TLanes position0, TLanes position1, TLanes position2, TLanes position3) =
                TLanes.Project(point0, point1, point2, point3, directions, dimension);
            notFinite += (position0 + position1 + (position2 + position3)) * zero; // 0 as long as all are finite, then NaN
            TLanes.Store(TLanes.WithIndex(position0, i), row);
            TLanes.Store(TLanes.WithIndex(position1, i + 1), row + Row);
            TLanes.Store(TLanes.WithIndex(position2, i + 2), row + (2 * Row));
            TLanes.Store(TLanes.WithIndex(position3, i + 3), row + (3 * Row));
        }

        double* check = stackalloc double[Row];
        TLanes.Store(notFinite, check);
        for (int lane = 0; lane < TLanes.Count; lane++)
        {
            if (check[lane] != 0)
                MakeFinite(keys + lane, count);
        }

        row = keys + ((nint)count * Row);
        TLanes missing = TLanes.Create(double.PositiveInfinity);
        for (nint rest = (SliceBundle.SortingLength(count) / Row) - count; rest > 0; rest--, row += Row)
            TLanes.Store(missing, row);
    }

    /// <summary>
    /// Puts what overflowed single precision at its end and what has no value at 0. Sorting numbers that do not compare would lose points.
    /// </summary>
    private static void MakeFinite(double* keys, int count)
    {
        for (int i = 0; i < count; i++, keys += Row)
        {
            SliceLanesScalar.Store(SliceLanesScalar.Position(SliceLanesScalar.Load(keys)), keys);
            double position = double.IsNaN(*keys) ? 0 : Math.Clamp(*keys, -float.MaxValue, float.MaxValue);
            SliceLanesScalar.Store(SliceLanesScalar.WithIndex(SliceLanesScalar.Create(position), i), keys);
        }
    }

    private static float* Min(float* left, float* right) => left < right ? left : right;
}
