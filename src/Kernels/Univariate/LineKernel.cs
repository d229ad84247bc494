using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT;

/// <summary>Sums the source potentials along a bundle of directions.</summary>
internal abstract unsafe class LineKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static LineKernel Instance { get; } =
        Vector512.IsHardwareAccelerated ? new LineKernel<SliceLanes512>()
        : Vector256.IsHardwareAccelerated ? new LineKernel<SliceLanes256>()
        : Vector128.IsHardwareAccelerated ? new LineKernel<SliceLanes128>()
        : new LineKernel<SliceLanesScalar>();

    /// <summary>Writes multiples of the potentials of the sorted source atoms, 0 at the first with mass; everything in the layout of <see cref="SliceBundle"/>.</summary>
    /// <param name="keys">The source's sorted keys.</param>
    /// <param name="lower">For the step from each source place to the next, the target's key on the one extreme staircase.</param>
    /// <param name="upper">The same on the other one.</param>
    /// <param name="count">The number of source atoms.</param>
    /// <param name="firstWithMass">The place of the first source atom with mass along each direction.</param>
    /// <param name="coefficients">One number a direction to multiply with.</param>
    /// <param name="potentials">Receives <paramref name="count"/> rows.</param>
    public abstract void Sum<TCost>(double* keys, double* lower, double* upper, int count, double* firstWithMass, double* coefficients, double* potentials)
        where TCost : struct, IUnivariateCost;
}
