using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Cumulative masses of one measure along a bundle of directions: what <see cref="SortedAtoms"/> is for one line, in the layout of <see cref="SliceBundle"/>.
/// </summary>
internal sealed unsafe class BundleBoundaries
{
    private const int Row = SliceBundle.Size;

    private readonly AlignedBuffer<long> _boundaries = new();
    private long[] _masses = [];
    private long _total;

    /// <summary>The number of atoms.</summary>
    internal int Count { get; private set; }

    /// <summary>The boundaries; the last of each direction is <see cref="FixedPointMass.End"/>.</summary>
    internal long* Pointer => _boundaries.Pointer;

    /// <summary>Takes a measure's weights.</summary>
    internal void Load(ReadOnlySpan<double> weights)
    {
        Count = weights.Length;
        if (_masses.Length < Count)
            _masses = new long[Count];
        _total = FixedPointMass.Convert(weights, _masses.AsSpan(0, Count));
        _boundaries.Resize(checked(Count * Row));
    }

    /// <summary>Sums masses along a bundle.</summary>
    /// <param name="keys">The bundle's sorted keys.</param>
    /// <param name="shift">Added to the sums.</param>
    /// <param name="infinity">The boundary from the last atom with mass on, and minus that before the first.</param>
    /// <param name="firstWithMass">Receives the place of the first atom with mass along each direction.</param>
    internal void Fill(double* keys, long shift, long infinity, double* firstWithMass)
    {
        fixed (long* masses = _masses)
            Accumulate(keys, masses, shift);
        long* boundaries = _boundaries.Pointer;
        long* lastRow = boundaries + ((nint)(Count - 1) * Row);
        for (int lane = 0; lane < Row; lane++)
        {
            int first = 0;
            for (; boundaries[(first * Row) + lane] == shift; first++)
                boundaries[(first * Row) + lane] = -infinity;
            long total = _total + shift;
            for (long* last = lastRow + lane; last >= boundaries && *last == total; last -= Row)
                *last = infinity;
            lastRow[lane] = FixedPointMass.End;
            firstWithMass[lane] = first;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(double* keys, long* masses, long shift)
    {
        long* boundaries = _boundaries.Pointer;
        for (int lane = 0; lane < Row; lane++)
            boundaries[lane] = masses[SliceBundle.Index(keys[lane])] + shift;
        nint end = (nint)Count * Row;
        for (nint k = Row; k < end; k++)
            boundaries[k] = boundaries[k - Row] + masses[SliceBundle.Index(keys[k])];
    }
}
