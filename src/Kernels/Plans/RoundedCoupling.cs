using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// A coupling rounded onto its marginals (Altschuler, Weed and Rigollet 2017, algorithm 2): rows, then columns, that hold more than their weight
/// are scaled down to it, and what is missing is added as a product of the remainders. Rows are computed when they are asked for.
/// An unbalanced problem's marginals are those that its potentials ask for.
/// </summary>
public sealed class RoundedCoupling
{
    private readonly Coupling _coupling;
    private readonly double[] _rowScales;
    private readonly double[] _columnScales;
    private readonly double[] _rowRemainders;
    private readonly double[] _columnShares;

    internal RoundedCoupling(Coupling coupling)
    {
        _coupling = coupling;
        TransportProblem problem = coupling.Problem;
        _rowScales = new double[problem.SourceCount];
        _columnScales = new double[problem.TargetCount];
        _rowRemainders = new double[problem.SourceCount];
        _columnShares = new double[problem.TargetCount];

        using var workspace = PlanWorkspace.Rent(problem, coupling.SourcePotential, coupling.TargetPotential);
        PackedProblem packed = workspace.Problem;
        PlanSums sums = workspace.Sums;
        sums.Compute(packed, workspace.Source.Span, workspace.Target.Span);
        sums.Round();
        packed.Target.Scatter(sums.ColumnScales, _columnScales);
        packed.Target.Scatter(sums.MissingShares, _columnShares);
        packed.Source.Scatter(sums.Remainders, _rowRemainders);
        Span<double> scales = workspace.SourceScratch.Resize(packed.Source.ActiveCount);
        for (int i = 0; i < scales.Length; i++)
            scales[i] = PlanRounding.RowScale(packed.Source.ActiveWeights[i], sums.RowSums[i]);
        packed.Source.Scatter(scales, _rowScales);
        if (workspace.Mass != 1)
            TensorPrimitives.Multiply(_rowRemainders, workspace.Mass, _rowRemainders);
        workspace.Finish();
    }

    /// <summary>Number n of rows.</summary>
    public int SourceCount => _coupling.SourceCount;

    /// <summary>Number m of columns.</summary>
    public int TargetCount => _coupling.TargetCount;

    /// <summary>Writes row <paramref name="i"/>, in double precision.</summary>
    /// <param name="i">Index of the source atom.</param>
    /// <param name="destination">Receives m values.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such row.</exception>
    /// <exception cref="ArgumentException">The destination is not m long.</exception>
    public void WriteRow(int i, Span<double> destination)
    {
        _coupling.WriteRow(i, destination);
        double scale = _rowScales[i];
        double remainder = _rowRemainders[i];
        for (int j = 0; j < destination.Length; j++)
            destination[j] = (destination[j] * scale * _columnScales[j]) + (remainder * _columnShares[j]);
    }

    /// <summary>Writes row <paramref name="i"/>.</summary>
    /// <inheritdoc cref="WriteRow(int, Span{double})"/>
    public void WriteRow(int i, Span<float> destination)
    {
        _coupling.WriteRow(i, destination);
        double scale = _rowScales[i];
        double remainder = _rowRemainders[i];
        for (int j = 0; j < destination.Length; j++)
            destination[j] = (float)((destination[j] * scale * _columnScales[j]) + (remainder * _columnShares[j]));
    }

    /// <summary>Writes all rows, one after another.</summary>
    /// <param name="destination">Receives n m values, row-major.</param>
    /// <exception cref="ArgumentException">The destination is not n m long.</exception>
    public void WriteDense(Span<float> destination)
    {
        if (destination.Length != (long)SourceCount * TargetCount)
        {
            throw new ArgumentException(
                $"The destination holds {destination.Length} entries and the coupling {SourceCount} x {TargetCount}; ask for rows where it does not fit.",
                nameof(destination));
        }

        for (int i = 0; i < SourceCount; i++)
            WriteRow(i, destination.Slice(i * TargetCount, TargetCount));
    }

    /// <summary>The entries above a threshold, with the mass that was left out.</summary>
    /// <param name="threshold">Entries up to this are left out; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative threshold, or NaN.</exception>
    public SparseCoupling ToSparse(float threshold) => SparseCoupling.Create(SourceCount, TargetCount, threshold, WriteRow);
}
