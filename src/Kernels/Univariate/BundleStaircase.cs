using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Which target atoms the monotone coupling is at when it leaves each source atom, along a bundle of directions: what <see cref="StaircaseStep"/>
/// is for one line.
/// </summary>
/// <remarks>A merge waits at every step for its own last comparison; the bundle's merges side by side keep the processor busy meanwhile.</remarks>
internal sealed unsafe class BundleStaircase
{
    private const int Row = SliceBundle.Size;

    private readonly AlignedBuffer<int> _ranks = new();
    private readonly AlignedBuffer<double> _lower = new();
    private readonly AlignedBuffer<double> _upper = new();

    /// <summary>For the step from each source place to the next, the key of the target atom on the staircase that takes it first where cumulative masses tie.</summary>
    public double* Lower => _lower.Pointer;

    /// <summary>The same on the staircase that takes the target's steps first.</summary>
    public double* Upper => _upper.Pointer;

    /// <summary>Makes room for so many source atoms.</summary>
    public void Resize(int sourceCount)
    {
        int length = checked(sourceCount * Row);
        _ranks.Resize(length);
        _lower.Resize(length);
        _upper.Resize(length);
    }

    /// <summary>Finds the steps.</summary>
    /// <param name="source">The source's boundaries, less <see cref="FixedPointMass.TieTolerance"/>.</param>
    /// <param name="target">The target's boundaries.</param>
    /// <param name="targetKeys">The target's keys.</param>
    public void Find(BundleBoundaries source, BundleBoundaries target, double* targetKeys)
    {
        // Where the target has many more atoms, looking up the few boundaries of the source takes fewer steps than passing all of the target's.
        if ((long)source.Count * BitOperations.Log2((uint)target.Count) < target.Count)
            LookUp(source.Pointer, source.Count - 1, target.Pointer, target.Count);
        else
            Merge(source.Pointer, target.Pointer, Row * (nint)(source.Count + target.Count - 1));
        TakeTargets(source.Pointer, target.Pointer, targetKeys, Row * (nint)(source.Count - 1));
    }

    /// <summary>Copies the steps that are the same along all directions.</summary>
    public void Take(ReadOnlySpan<int> lower, ReadOnlySpan<int> upper, double* targetKeys)
    {
        for (int i = 0; i < lower.Length; i++)
        {
            new ReadOnlySpan<double>(targetKeys + ((nint)lower[i] * Row), Row).CopyTo(new Span<double>(Lower + ((nint)i * Row), Row));
            new ReadOnlySpan<double>(targetKeys + ((nint)upper[i] * Row), Row).CopyTo(new Span<double>(Upper + ((nint)i * Row), Row));
        }
    }

    /// <summary>Ranks each source boundary among the target's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge(long* source, long* target, nint end)
    {
        int* ranks = _ranks.Pointer;
        nint j0 = 0, j1 = 1, j2 = 2, j3 = 3, j4 = 4, j5 = 5, j6 = 6, j7 = 7;
        for (nint k = 0; k < end; k += Row)
        {
            j0 += Step(source, target, ranks, k - j0, j0);
            j1 += Step(source, target, ranks, k + 2 - j1, j1);
            j2 += Step(source, target, ranks, k + 4 - j2, j2);
            j3 += Step(source, target, ranks, k + 6 - j3, j3);
            j4 += Step(source, target, ranks, k + 8 - j4, j4);
            j5 += Step(source, target, ranks, k + 10 - j5, j5);
            j6 += Step(source, target, ranks, k + 12 - j6, j6);
            j7 += Step(source, target, ranks, k + 14 - j7, j7);
        }
    }

    /// <summary>
    /// One step of a merge, without a branch: j is the rank of source boundary i unless the target's boundary is still less, when the target
    /// advances; where it is not, i advances by itself. The last boundaries keep both in range.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Step(long* source, long* target, int* ranks, nint i, nint j)
    {
        ranks[i] = (int)j;
        return Advance(target[j], source[i], Row);
    }

    /// <summary>Ranks each source boundary among the target's by bisection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LookUp(long* source, int sourceCount, long* target, int targetCount)
    {
        int* ranks = _ranks.Pointer;
        for (int i = 0; i < sourceCount; i++, source += Row, ranks += Row)
        {
            nint j0 = 0, j1 = 1, j2 = 2, j3 = 3, j4 = 4, j5 = 5, j6 = 6, j7 = 7;
            for (int rest = targetCount; rest > 1;)
            {
                int half = rest / 2;
                long* probed = target + ((nint)(half - 1) * Row);
                nint step = (nint)half * Row;
                j0 += Advance(probed[j0], source[0], step);
                j1 += Advance(probed[j1], source[1], step);
                j2 += Advance(probed[j2], source[2], step);
                j3 += Advance(probed[j3], source[3], step);
                j4 += Advance(probed[j4], source[4], step);
                j5 += Advance(probed[j5], source[5], step);
                j6 += Advance(probed[j6], source[6], step);
                j7 += Advance(probed[j7], source[7], step);
                rest -= half;
            }

            ranks[0] = (int)j0;
            ranks[1] = (int)j1;
            ranks[2] = (int)j2;
            ranks[3] = (int)j3;
            ranks[4] = (int)j4;
            ranks[5] = (int)j5;
            ranks[6] = (int)j6;
            ranks[7] = (int)j7;
        }
    }

    /// <summary>The step if the target's boundary is less, otherwise 0; without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Advance(long target, long source, nint step) => (nint)((target - source) >> 63) & step;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeTargets(long* source, long* target, double* targetKeys, nint end)
    {
        int* ranks = _ranks.Pointer;
        double* lower = _lower.Pointer;
        double* upper = _upper.Pointer;
        nint* passed = stackalloc nint[Row];
        for (int lane = 0; lane < Row; lane++)
            passed[lane] = lane;
        for (nint k = 0; k < end; k++)
        {
            nint rank = ranks[k];
            nint top = rank;
            long bound = source[k] + (2 * FixedPointMass.TieTolerance);
            if (target[top] <= bound)
            {
                nint lane = k % Row;
                for (top = Math.Max(top, passed[lane]); target[top] <= bound; top += Row)
                {
                }

                passed[lane] = top;
            }

            lower[k] = targetKeys[rank];
            upper[k] = targetKeys[top];
        }
    }
}

/// <summary>Where the other measure is at one measure's step: its atoms on the two extreme staircases, see <see cref="MonotoneDual"/>.</summary>
/// <param name="otherBoundaries">The other measure's cumulative masses, ascending, see <see cref="SortedAtoms"/>.</param>
internal ref struct StaircaseStep(ReadOnlySpan<long> otherBoundaries)
{
    private readonly ReadOnlySpan<long> _otherBoundaries = otherBoundaries;

    /// <summary>The atom of the staircase that takes this step first where cumulative masses tie.</summary>
    public int Lower { get; private set; }

    /// <summary>The atom of the staircase that takes the other measure's steps first.</summary>
    public int Upper { get; private set; }

    /// <summary>Goes on to the step at a cumulative mass, not less than the one before.</summary>
    public void Advance(long boundary)
    {
        while (_otherBoundaries[Lower] < boundary - FixedPointMass.TieTolerance)
            Lower++;
        Upper = Math.Max(Upper, Lower);
        while (_otherBoundaries[Upper] <= boundary + FixedPointMass.TieTolerance)
            Upper++;
    }
}
