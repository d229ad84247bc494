using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT;

/// <summary>Projects a support on the directions of a bundle and sorts it there.</summary>
internal abstract unsafe class SliceKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static SliceKernel Instance { get; } =
        Vector512.IsHardwareAccelerated ? new SliceKernel<SliceLanes512>()
        : Vector256.IsHardwareAccelerated ? new SliceKernel<SliceLanes256>()
        : Vector128.IsHardwareAccelerated ? new SliceKernel<SliceLanes128>()
        : new SliceKernel<SliceLanesScalar>();

    /// <summary>Writes the keys of a bundle, see <see cref="SliceBundle"/>, each direction ascending.</summary>
    /// <param name="points">The points, row-major.</param>
    /// <param name="count">Their number.</param>
    /// <param name="dimension">The number of coordinates of each.</param>
    /// <param name="directions">The bundle's directions, coordinate after coordinate, <see cref="SliceBundle.Size"/> numbers each.</param>
    /// <param name="lanes">How many of the directions to sort along; along others the points keep their order.</param>
    /// <param name="keys">Receives the keys; <see cref="SliceBundle.SortingLength"/> numbers long.</param>
    public abstract void Slice(float* points, int count, int dimension, float* directions, int lanes, double* keys);
}
