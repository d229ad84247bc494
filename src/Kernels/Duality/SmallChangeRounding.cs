using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The rounding of a plan that is nearly a coupling, row after row in single precision: what changes is so small that its own digits suffice. The
/// entries of a small plan are kept from when they were added up; those of a larger one are computed again.
/// </summary>
internal sealed unsafe class SmallChangeRounding
{
    /// <summary>Plans of up to so many entries are kept.</summary>
    private const long MostEntriesKept = 1L << 20;

    private readonly AlignedBuffer<float> _entries = new();
    private readonly AlignedBuffer<float> _columnChanges = new();
    private readonly AlignedBuffer<float> _missingShares = new();
    private PackedProblem _problem = null!;
    private bool _keepsEntries;

    /// <summary>The bytes held.</summary>
    public long Bytes => _entries.Bytes + _columnChanges.Bytes + _missingShares.Bytes;

    private int Padded => _problem.Target.PaddedCount;

    /// <summary>Makes room for a plan that is going to be added up.</summary>
    /// <param name="problem">The plan's problem.</param>
    /// <param name="blocks">How many rows may be rounded at the same time.</param>
    public void Begin(PackedProblem problem, int blocks)
    {
        _problem = problem;
        long entries = (long)problem.Source.ActiveCount * Padded;
        _keepsEntries = entries <= MostEntriesKept;
        _entries.Resize(_keepsEntries ? (int)entries : checked(blocks * Padded));
    }

    /// <summary>Keeps a row's entries if there is room for all rows'.</summary>
    public void Keep(int row, double* entries)
    {
        if (_keepsEntries)
            VectorKernel.Instance.Narrow(entries, 1 / Unit(row), _entries.Pointer + ((long)row * Padded), Padded);
    }

    /// <summary>Makes ready for rounding.</summary>
    /// <param name="columnScales">The factors of the columns, padded.</param>
    /// <param name="missingShares">The columns' shares in what is added, padded.</param>
    public void Prepare(double* columnScales, double* missingShares)
    {
        _columnChanges.Resize(Padded);
        for (int j = 0; j < Padded; j++)
            _columnChanges.Pointer[j] = (float)(columnScales[j] - 1);
        _missingShares.Resize(Padded);
        VectorKernel.Instance.Narrow(missingShares, 1, _missingShares.Pointer, Padded);
    }

    /// <summary>Rounds a row; the result is its part of <c>KL(R | P)</c>, or NaN where single precision is not enough.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="block">Tells rows apart that are rounded at the same time.</param>
    /// <param name="row">The row.</param>
    /// <param name="rowOffset">Its offset.</param>
    /// <param name="rowScale">Its factor.</param>
    /// <param name="rowSum">Its sum, in double precision.</param>
    /// <param name="remainder">Receives what the row is short of, good to single precision of the change.</param>
    public double Round(in PlanRows plan, int block, int row, double rowOffset, double rowScale, double rowSum, out double remainder)
    {
        double weight = _problem.Source.Weights[row];
        double unit = Unit(row);
        float* entries = _entries.Pointer + ((_keepsEntries ? row : block) * (long)Padded);
        if (!_keepsEntries)
        {
            ExponentialKernel.For(_problem.Shape, KernelPrecision.Mixed)
                .StoreRow(plan.Costs, plan.Offsets, plan.Scale, row, rowOffset - Math.Log2(unit), entries, Padded);
        }

        SmallChangeKernel kernel = SmallChangeKernel.Instance;
        double kept = rowScale * (rowSum + (unit * kernel.Change(entries, _columnChanges.Pointer, Padded)));
        remainder = Math.Max(0, weight - kept);
        return unit * kernel.Divergence(
            entries, _columnChanges.Pointer, _missingShares.Pointer, (float)(rowScale - 1), (float)(remainder / unit), Padded);
    }

    /// <summary>What entries are divided by, so that they are about 1 and no power of two away from it that single precision does not have.</summary>
    private double Unit(int row) => _problem.Source.Weights[row] / _problem.Target.ActiveCount;
}
