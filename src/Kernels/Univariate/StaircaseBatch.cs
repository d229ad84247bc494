using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Which target atoms the monotone coupling is at when it leaves each source atom, for a few directions at a time: the ranks of
/// <see cref="MonotoneDual"/>, among the target's atoms with mass.
/// </summary>
/// <remarks>
/// A merge waits at every step for its own last comparison; several merges side by side keep the processor busy meanwhile.
/// The atoms with mass are the same in every direction, so all merges take equally many steps. Cumulative masses are interleaved:
/// place k of lane l is at k * Lanes + l.
/// </remarks>
internal sealed unsafe class StaircaseBatch
{
    /// <summary>How many directions are walked side by side.</summary>
    internal const int Lanes = 4;

    private readonly int[] _leading = new int[Lanes];
    private int _sourceCount;
    private int _targetCount;
    private int _sourceKept;
    private int _targetKept;
    private long[] _sourceBoundaries = [];
    private long[] _targetBoundaries = [];
    private int[] _ranks = [];
    private int[] _lower = [];
    private int[] _upper = [];
    private int[] _lastWithMass = [];
    private float[] _targetPositions = [];

    /// <summary>The target's atoms with mass, ascending.</summary>
    internal ReadOnlySpan<float> TargetPositions(int lane) => _targetPositions.AsSpan(lane * _targetCount, _targetKept);

    /// <summary>The steps of the source along one direction.</summary>
    internal SourceSteps Steps(int lane) => new(
        _leading[lane],
        _lastWithMass.AsSpan(lane * _sourceCount, _sourceCount),
        _lower.AsSpan(lane * _sourceCount, _sourceKept),
        _upper.AsSpan(lane * _sourceCount, _sourceKept));

    /// <summary>Makes room for a pair of n and m atoms.</summary>
    internal void Reserve(int sourceCount, int targetCount)
    {
        _sourceCount = sourceCount;
        _targetCount = targetCount;
        Grow(ref _sourceBoundaries, sourceCount);
        Grow(ref _targetBoundaries, targetCount);
        Grow(ref _ranks, sourceCount);
        Grow(ref _lower, sourceCount);
        Grow(ref _upper, sourceCount);
        Grow(ref _lastWithMass, sourceCount);
        Grow(ref _targetPositions, targetCount);
    }

    /// <summary>Loads the source's cumulative masses in the order of a direction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void LoadSource(int lane, ReadOnlySpan<int> order, ReadOnlySpan<long> masses)
    {
        int count = 0;
        long cumulative = 0;
        fixed (int* orders = order, lastWithMass = &_lastWithMass[lane * _sourceCount])
        fixed (long* mass = masses, boundaries = &_sourceBoundaries[lane])
        {
            for (int i = 0; i < order.Length; i++)
            {
                long atom = mass[orders[i]];
                cumulative += atom;
                boundaries[count * Lanes] = cumulative;
                count += (int)((ulong)-atom >> 63); // 1 if the atom has mass, without a branch
                lastWithMass[i] = count - 1;
            }

            boundaries[(count - 1) * Lanes] = FixedPointMass.SourceInfinity;
            int leading = 0;
            while (lastWithMass[leading] < 0)
                leading++;
            _leading[lane] = leading;
        }

        _sourceKept = count;
    }

    /// <summary>Loads the target's positions and cumulative masses in the order of a direction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void LoadTarget(int lane, ReadOnlySpan<float> positions, ReadOnlySpan<int> order, ReadOnlySpan<long> masses)
    {
        int count = 0;
        long cumulative = 0;
        fixed (int* orders = order)
        fixed (long* mass = masses, boundaries = &_targetBoundaries[lane])
        fixed (float* position = positions, kept = &_targetPositions[lane * _targetCount])
        {
            for (int j = 0; j < order.Length; j++)
            {
                long atom = mass[orders[j]];
                cumulative += atom;
                boundaries[count * Lanes] = cumulative;
                kept[count] = position[j];
                count += (int)((ulong)-atom >> 63); // 1 if the atom has mass, without a branch
            }

            boundaries[(count - 1) * Lanes] = FixedPointMass.End;
        }

        _targetKept = count;
    }

    /// <summary>Loads two uniform measures into the first lane: their steps are the same in all directions, among all target atoms.</summary>
    internal void LoadUniform()
    {
        for (int i = 0; i < _sourceCount; i++)
        {
            _sourceBoundaries[i * Lanes] = (i + 1) * (FixedPointMass.One / _sourceCount);
            _lastWithMass[i] = i;
        }

        for (int j = 0; j < _targetCount; j++)
            _targetBoundaries[j * Lanes] = (j + 1) * (FixedPointMass.One / _targetCount);
        _sourceBoundaries[(_sourceCount - 1) * Lanes] = FixedPointMass.SourceInfinity;
        _targetBoundaries[(_targetCount - 1) * Lanes] = FixedPointMass.End;
        _leading[0] = 0;
        _sourceKept = _sourceCount;
        _targetKept = _targetCount;
    }

    /// <summary>Finds the steps of what was loaded into the first <paramref name="lanes"/> lanes.</summary>
    internal void Rank(int lanes)
    {
        if (lanes == Lanes)
            MergeAll();
        for (int lane = 0; lane < lanes; lane++)
        {
            if (lanes < Lanes)
                Merge(lane);
            FindSteps(lane);
        }
    }

    /// <summary>Ranks each source boundary among the target's that are less by more than the tolerance.</summary>
    private void Merge(int lane)
    {
        fixed (long* source = &_sourceBoundaries[lane], target = &_targetBoundaries[lane])
        fixed (int* ranks = &_ranks[lane])
        {
            nint j = 0;
            nint end = Lanes * (nint)(_sourceKept + _targetKept - 1);
            for (nint k = 0; k < end; k += Lanes)
                j += Step(source, target, ranks, k - j, j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MergeAll()
    {
        fixed (long* source = _sourceBoundaries, target = _targetBoundaries)
        fixed (int* ranks = _ranks)
        {
            nint j0 = 0, j1 = 0, j2 = 0, j3 = 0;
            nint end = Lanes * (nint)(_sourceKept + _targetKept - 1);
            for (nint k = 0; k < end; k += Lanes)
            {
                j0 += Step(source, target, ranks, k - j0, j0);
                j1 += Step(source + 1, target + 1, ranks + 1, k - j1, j1);
                j2 += Step(source + 2, target + 2, ranks + 2, k - j2, j2);
                j3 += Step(source + 3, target + 3, ranks + 3, k - j3, j3);
            }
        }
    }

    /// <summary>
    /// One step of a merge, without a branch: j is the rank of source boundary i unless the target's boundary is still less, when the target
    /// advances; where it is not, i = k - j advances by itself. The last boundaries, infinite, keep both in range.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Step(long* source, long* target, int* ranks, nint i, nint j)
    {
        ranks[i] = (int)j;
        return (nint)((target[j] - source[i] + FixedPointMass.TieTolerance) >> 63) & Lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindSteps(int lane)
    {
        fixed (long* source = &_sourceBoundaries[lane], target = &_targetBoundaries[lane])
        fixed (int* ranks = &_ranks[lane], lower = &_lower[lane * _sourceCount], upper = &_upper[lane * _sourceCount])
        {
            int last = 0;
            for (int i = 0; i < _sourceKept; i++)
            {
                int rank = (int)((uint)ranks[i * Lanes] / Lanes);
                int top = rank;
                long bound = source[i * Lanes] + FixedPointMass.TieTolerance;
                if (target[top * Lanes] <= bound)
                {
                    for (top = Math.Max(top, last); target[top * Lanes] <= bound; top++)
                    {
                    }

                    last = top;
                }

                lower[i] = rank;
                upper[i] = top;
            }
        }
    }

    private static void Grow<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < Lanes * (long)count)
            buffer = new T[checked(Lanes * count)];
    }
}
