using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// <c>KL(R | P)</c> of a plan P and what rounding makes of it, row after row in single precision. The rows of a small plan are kept from when they
/// were added up; those of a larger one have to be computed again.
/// </summary>
internal sealed unsafe class RoundedDivergence
{
    /// <summary>Plans of up to so many entries are kept.</summary>
    private const long MostEntriesKept = 1L << 20;

    /// <summary>Rows of less weight are scaled as if they had this much: their mass may be far above it.</summary>
    private const double LeastWeight = 1e-12;

    private readonly AlignedBuffer<float> _rows = new();
    private readonly AlignedBuffer<float> _columnChanges = new();
    private readonly AlignedBuffer<float> _missingShares = new();
    private PackedProblem _problem = null!;

    /// <summary>Whether all rows are kept, and none has to be computed again.</summary>
    public bool KeepsRows { get; private set; }

    /// <summary>The bytes held.</summary>
    public long Bytes => _rows.Bytes + _columnChanges.Bytes + _missingShares.Bytes;

    private int Padded => _problem.Target.PaddedCount;

    /// <summary>Makes room for a plan that is going to be added up.</summary>
    /// <param name="problem">The plan's problem.</param>
    /// <param name="blocks">How many rows may be worked on at the same time.</param>
    public void Begin(PackedProblem problem, int blocks)
    {
        _problem = problem;
        long entries = (long)problem.Source.ActiveCount * Padded;
        KeepsRows = entries <= MostEntriesKept;
        _rows.Resize(KeepsRows ? (int)entries : checked(blocks * Padded));
    }

    /// <summary>Where a row is kept, or computed again.</summary>
    /// <param name="block">Tells rows apart that are worked on at the same time.</param>
    /// <param name="row">The row.</param>
    public float* Row(int block, int row) => _rows.Pointer + ((KeepsRows ? row : block) * (long)Padded);

    /// <summary>What entries of a row are divided by, so that they are as the kernel expects them.</summary>
    public double Unit(int row) => Math.Max(_problem.Source.Weights[row], LeastWeight) / (_problem.Target.ActiveCount * DivergenceKernel.UsualEntry);

    /// <summary>Takes over the columns' part of the rounding.</summary>
    /// <param name="scales">The factors of the columns, padded.</param>
    /// <param name="missingShares">The columns' shares in what is added, padded.</param>
    public void Prepare(double* scales, double* missingShares)
    {
        _columnChanges.Resize(Padded);
        for (int j = 0; j < Padded; j++)
            _columnChanges.Pointer[j] = (float)(scales[j] - 1);
        _missingShares.Resize(Padded);
        VectorKernel.Instance.Narrow(missingShares, _missingShares.Pointer, Padded);
    }

    /// <summary>The part of a row that is kept. What the row is short of is the difference of a sum in double precision and of what changes.</summary>
    /// <param name="block">Tells rows apart that are worked on at the same time.</param>
    /// <param name="row">The row.</param>
    /// <param name="scale">The row's factor.</param>
    /// <param name="sum">The row's sum.</param>
    public double OfRow(int block, int row, double scale, double sum)
    {
        DivergenceKernel kernel = DivergenceKernel.Instance;
        float* entries = Row(block, row);
        double unit = Unit(row);
        double kept = scale * (sum + (unit * kernel.Change(entries, _columnChanges.Pointer, Padded)));
        double remainder = Math.Max(0, _problem.Source.Weights[row] - kept);
        return unit * kernel.Divergence(
            entries, _columnChanges.Pointer, _missingShares.Pointer, (float)(scale - 1), (float)(remainder / unit), Padded);
    }
}
