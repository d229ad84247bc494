using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

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
