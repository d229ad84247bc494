using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The coupling <c>P_ij = a_i b_j exp((f_i + g_j - C_ij) / epsilon)</c> of a pair of potentials. It is never stored: rows are computed when they
/// are asked for. Safe to read from several threads.
/// </summary>
/// <remarks>The weights a and b are normalised to sum 1; the coupling of an unbalanced problem is that times <see cref="TransportProblem.MassFactor"/>.</remarks>
public sealed unsafe class Coupling
{
    private const int RowsAtATime = 64;

    /// <summary>Where costs rounded to single precision change entries by less, relatively, entries of single precision are made of those.</summary>
    private const double LargestSingleError = 1e-5;

    /// <summary>In the place of the number of readers.</summary>
    private const int Assigning = int.MinValue;

    private readonly PackedProblem _packed = new();
    private readonly AlignedBuffer<double> _rowOffsets = new();
    private readonly AlignedBuffer<double> _columnOffsets = new();
    private double[] _sourcePotential = [];
    private double[] _targetPotential = [];
    private PlanSummary? _summary;
    private int _readers;

    /// <summary>The coupling of a pair of potentials, which are copied.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f, all finite.</param>
    /// <param name="targetPotential">The m values of g, all finite.</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public Coupling(TransportProblem problem, ReadOnlySpan<double> sourcePotential, ReadOnlySpan<double> targetPotential) =>
        Assign(problem, sourcePotential, targetPotential);

    /// <summary>An empty coupling, to be filled by <see cref="Assign(EntropicSolution)"/> again and again.</summary>
    public Coupling()
    {
    }

    /// <summary>Measures, cost and epsilon.</summary>
    /// <exception cref="InvalidOperationException">Nothing was assigned yet.</exception>
    public TransportProblem Problem => _packed.Problem ?? throw new InvalidOperationException("The coupling is empty; call Assign with a problem and its potentials first.");

    /// <summary>Number n of rows.</summary>
    public int SourceCount => Problem.SourceCount;

    /// <summary>Number m of columns.</summary>
    public int TargetCount => Problem.TargetCount;

    /// <summary>The sum of all entries: for a balanced problem 1 after a half-step, for an unbalanced one the mass that is moved.</summary>
    public double Mass => Summary.Mass;

    /// <summary>The transport cost <c>&lt;P, C&gt;</c>.</summary>
    public double TransportCost => Summary.TransportCost;

    /// <summary>
    /// The L1 marginal violation <c>||P1 - a||_1 + ||P'1 - b||_1</c>; for an unbalanced problem against the marginals that the potentials ask for, relative to
    /// their total.
    /// </summary>
    public double MarginalViolation => Summary.MarginalViolation;

    internal PlanSummary Summary => Volatile.Read(ref _summary) ?? Summarize();

    internal ReadOnlySpan<double> SourcePotential => _sourcePotential.AsSpan(0, SourceCount);

    internal ReadOnlySpan<double> TargetPotential => _targetPotential.AsSpan(0, TargetCount);

    /// <summary>The row sums P1: the mass that leaves each source atom. Where a penalty allows it they are below the atom's weight, or above.</summary>
    /// <param name="destination">Receives n values.</param>
    public void SourceMarginal(Span<double> destination) => Summary.RowSums.CopyTo(destination);

    /// <summary>The column sums P'1: the mass that arrives at each target atom.</summary>
    /// <param name="destination">Receives m values.</param>
    public void TargetMarginal(Span<double> destination) => Summary.ColumnSums.CopyTo(destination);

    /// <summary>Writes row <paramref name="i"/>, the mass that leaves source atom i, good to about 1e-7 of each entry.</summary>
    /// <param name="i">Index of the source atom.</param>
    /// <param name="destination">Receives m values.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such row.</exception>
    /// <exception cref="ArgumentException">The destination is not m long.</exception>
    public void WriteRow(int i, Span<float> destination)
    {
        BeginReading();
        try
        {
            CheckRow(i, destination.Length);
            fixed (float* row = destination)
                WriteRows(i, i + 1, row);
        }
        finally
        {
            EndReading();
        }
    }

    /// <summary>Writes row <paramref name="i"/> in double precision.</summary>
    /// <inheritdoc cref="WriteRow(int, Span{float})"/>
    public void WriteRow(int i, Span<double> destination)
    {
        BeginReading();
        try
        {
            CheckRow(i, destination.Length);
            if (_packed.Source.Weights[i] == 0)
            {
                destination.Clear();
                return;
            }

            fixed (double* row = destination)
            {
                ExponentialKernel.For(_packed.ExactShape, KernelPrecision.Double)
                    .StoreRow(_packed.SourceRows(all: true), _columnOffsets.Pointer, _packed.Scale, i, _rowOffsets.Pointer[i], row, destination.Length);
            }
        }
        finally
        {
            EndReading();
        }
    }

    /// <summary>Writes all rows, one after another.</summary>
    /// <param name="destination">Receives n m values, row-major.</param>
    /// <exception cref="ArgumentException">The destination is not n m long.</exception>
    public void WriteDense(Span<float> destination)
    {
        BeginReading();
        try
        {
            if (destination.Length != (long)SourceCount * TargetCount)
            {
                throw new ArgumentException(
                    $"The destination holds {destination.Length} entries and the coupling {SourceCount} x {TargetCount} = {(long)SourceCount * TargetCount}; ask for rows where it does not fit.",
                    nameof(destination));
            }

            fixed (float* entries = destination)
            {
                if (destination.Length < RowsOnThreads.LeastEntries)
                    WriteRows(0, SourceCount, entries);
                else
                    WriteRowsOnThreads(entries);
            }
        }
        finally
        {
            EndReading();
        }
    }

    /// <summary>The entries above a threshold, with the mass that was left out.</summary>
    /// <param name="threshold">Entries up to this are left out; not negative. Zero keeps every positive entry.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative threshold, or NaN.</exception>
    public SparseCoupling ToSparse(float threshold) => SparseCoupling.Create(SourceCount, TargetCount, threshold, WriteRow);

    /// <summary>The coupling rounded onto its marginals, so that they are exact.</summary>
    public RoundedCoupling Round() => new(this);

    /// <summary>
    /// Makes this the coupling of another pair of potentials, reusing the buffers: a stream of pairs allocates nothing once they have grown. Not while
    /// another thread reads it: that is an error, of this call or of the other. After a failure the coupling is empty.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread reads or assigns the coupling.</exception>
    /// <inheritdoc cref="Coupling(TransportProblem, ReadOnlySpan{double}, ReadOnlySpan{double})"/>
    public void Assign(TransportProblem problem, ReadOnlySpan<double> sourcePotential, ReadOnlySpan<double> targetPotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.Require(sourcePotential, problem.SourceCount, "source", nameof(sourcePotential));
        PotentialChecks.Require(targetPotential, problem.TargetCount, "target", nameof(targetPotential));
        if (Interlocked.CompareExchange(ref _readers, Assigning, 0) != 0)
            throw new InvalidOperationException("Another thread reads or assigns the coupling; give each thread a coupling of its own.");
        bool isComplete = false;
        try
        {
            _summary = null;
            _packed.Pack(problem, leaveOutZeroWeights: false);
            Copy(sourcePotential, ref _sourcePotential);
            Copy(targetPotential, ref _targetPotential);
            PlanOffsets.Write(sourcePotential, _packed.Source, _packed.Scale, _rowOffsets);
            PlanOffsets.Write(targetPotential, _packed.Target, _packed.Scale, _columnOffsets);
            if (!problem.IsBalanced)
                Centering.Shift(_rowOffsets.Span, problem.LogMassFactor / Math.Log(2));
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
                _packed.Release();
            Interlocked.Add(ref _readers, Assigning); // takes it off again: twice the least integer is 0
        }
    }

    /// <summary>Makes this the coupling of a solution's potentials, which are copied.</summary>
    /// <param name="solution">The solution.</param>
    /// <exception cref="InvalidOperationException">The solution is empty, or another thread reads or assigns the coupling.</exception>
    public void Assign(EntropicSolution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        Assign(solution.Problem, solution.SourcePotential, solution.TargetPotential);
    }

    /// <summary>Rows are read by pointer from buffers that <see cref="Assign(EntropicSolution)"/> replaces: the two must not meet.</summary>
    private void BeginReading()
    {
        if (Interlocked.Increment(ref _readers) > 0)
            return;
        Interlocked.Decrement(ref _readers);
        throw new InvalidOperationException("Another thread assigns the coupling while this one reads it; give each thread a coupling of its own.");
    }

    private void EndReading() => Interlocked.Decrement(ref _readers);

    private static void Copy(ReadOnlySpan<double> values, ref double[] destination)
    {
        if (destination.Length < values.Length)
            destination = new double[values.Length];
        values.CopyTo(destination);
    }

    private void CheckRow(int i, int length)
    {
        if ((uint)i >= (uint)SourceCount)
            throw new ArgumentOutOfRangeException(nameof(i), i, $"The coupling has {SourceCount} rows, 0 to {SourceCount - 1}.");
        if (length != TargetCount)
            throw new ArgumentException($"A row of the coupling has {TargetCount} entries, and the destination {length}.");
    }

    /// <summary>Where entries of single precision get their costs from.</summary>
    internal static CostShape ShapeOfEntries(PackedProblem packed) =>
        LogDomainHalfSteps.SingleError(packed) > LargestSingleError ? packed.ExactShape : packed.Shape;

    private void WriteRowsOnThreads(float* destination) => RowsOnThreads.For(
        SourceCount, RowsAtATime, (first, end) => WriteRows(first, end, destination + ((long)first * TargetCount)));

    private void WriteRows(int first, int end, float* destination)
    {
        var kernel = ExponentialKernel.For(ShapeOfEntries(_packed), KernelPrecision.Mixed);
        CostRows rows = _packed.SourceRows(all: true);
        for (int i = first; i < end; i++, destination += TargetCount)
        {
            if (_packed.Source.Weights[i] == 0)
                new Span<float>(destination, TargetCount).Clear();
            else
                kernel.StoreRow(rows, _columnOffsets.Pointer, _packed.Scale, i, _rowOffsets.Pointer[i], destination, TargetCount);
        }

        GC.KeepAlive(this);
    }

    private PlanSummary Summarize()
    {
        var summary = PlanSummary.Compute(Problem, SourcePotential, TargetPotential);
        Volatile.Write(ref _summary, summary);
        return summary;
    }
}
