using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Sums the source potentials along a bundle of directions.</summary>
internal abstract unsafe class LineKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static LineKernel Instance { get; } = VectorWidth.Bits switch
    {
        512 => new LineKernel<SliceLanes512>(),
        256 => new LineKernel<SliceLanes256>(),
        128 => new LineKernel<SliceLanes128>(),
        _ => new LineKernel<SliceLanesScalar>(),
    };

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

/// <inheritdoc/>
internal sealed unsafe class LineKernel<TLanes> : LineKernel
    where TLanes : unmanaged, ISliceLanes<TLanes>
{
    private const int Row = SliceBundle.Size;

    /// <inheritdoc/>
    public override void Sum<TCost>(double* keys, double* lower, double* upper, int count, double* firstWithMass, double* coefficients, double* potentials)
    {
        for (int lane = 0; lane < Row; lane += TLanes.Count)
            SumLanes<TCost>(keys + lane, lower + lane, upper + lane, count, firstWithMass + lane, coefficients + lane, potentials + lane);
    }

    /// <summary>The sum starts again from 0 at the first atom with mass: a far atom without mass costs the others no digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumLanes<TCost>(double* keys, double* lower, double* upper, int count, double* firstWithMass, double* coefficients, double* potentials)
        where TCost : struct, IUnivariateCost
    {
        TLanes first = TLanes.Load(firstWithMass);
        TLanes coefficient = TLanes.Load(coefficients);
        TLanes one = TLanes.Create(1);
        TLanes place = default;
        TLanes value = default;
        TLanes leading = default;
        TLanes from = TLanes.Position(TLanes.Load(keys));
        TLanes.Store(value, potentials);
        for (nint k = Row; k < (nint)count * Row; k += Row)
        {
            TLanes to = TLanes.Position(TLanes.Load(keys + k));
            value += TCost.MeanRise(from, to, TLanes.Position(TLanes.Load(lower + k - Row)), TLanes.Position(TLanes.Load(upper + k - Row)));
            place += one;
            leading = TLanes.SelectIfEqual(place, first, value, leading);
            value = TLanes.SelectIfEqual(place, first, default, value);
            TLanes.Store(value * coefficient, potentials + k);
            from = to;
        }

        double* atFirst = stackalloc double[Row];
        TLanes.Store(leading * coefficient, atFirst);
        for (int lane = 0; lane < TLanes.Count; lane++)
            for (nint k = 0; k < (nint)firstWithMass[lane]; k++)
                potentials[(k * Row) + lane] -= atFirst[lane];
    }
}
