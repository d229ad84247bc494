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
    public int Count { get; private set; }

    /// <summary>The boundaries; the last of each direction is <see cref="FixedPointMass.End"/>.</summary>
    public long* Pointer => _boundaries.Pointer;

    /// <summary>Takes a measure's weights.</summary>
    public void Load(ReadOnlySpan<double> weights)
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
    public void Fill(double* keys, long shift, long infinity, double* firstWithMass)
    {
        fixed (long* masses = _masses)
            Accumulate(keys, masses, shift);
        long* boundaries = _boundaries.Pointer;
        long* lastRow = boundaries + ((nint)(Count - 1) * Row);
        for (int lane = 0; lane < Row; lane++)
        {
            int first = 0;
            for (; first < Count - 1 && boundaries[((nint)first * Row) + lane] == shift; first++)
                boundaries[((nint)first * Row) + lane] = -infinity;
            long total = _total + shift;
            for (long* last = lastRow + lane; last >= boundaries && *last == total; last -= Row)
                *last = infinity;
            lastRow[lane] = FixedPointMass.End;
            firstWithMass[lane] = first;
        }
    }

    /// <summary>The sums of all directions are carried in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(double* keys, long* masses, long shift)
    {
        long* boundaries = _boundaries.Pointer;
        long sum0 = shift, sum1 = shift, sum2 = shift, sum3 = shift, sum4 = shift, sum5 = shift, sum6 = shift, sum7 = shift;
        for (double* end = keys + ((nint)Count * Row); keys < end; keys += Row, boundaries += Row)
        {
            boundaries[0] = sum0 += masses[SliceBundle.Index(keys)];
            boundaries[1] = sum1 += masses[SliceBundle.Index(keys + 1)];
            boundaries[2] = sum2 += masses[SliceBundle.Index(keys + 2)];
            boundaries[3] = sum3 += masses[SliceBundle.Index(keys + 3)];
            boundaries[4] = sum4 += masses[SliceBundle.Index(keys + 4)];
            boundaries[5] = sum5 += masses[SliceBundle.Index(keys + 5)];
            boundaries[6] = sum6 += masses[SliceBundle.Index(keys + 6)];
            boundaries[7] = sum7 += masses[SliceBundle.Index(keys + 7)];
        }
    }
}
