using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Draws matches, pairs (i, j) of a source and a target atom, from a coupling: straight from potentials, a row at a time, without the n x m matrix. Memory is
/// O(n + m) and one number a match; buffers are kept from call to call. One thread at a time uses an instance; large problems are shared among threads inside.
/// </summary>
/// <remarks>
/// A source atom is drawn by its weight (in an unbalanced problem by the mass that leaves it), and its target from its row, <c>P_ij / sum_j P_ij</c>: that is the coupling itself where its row sums are the weights, as they
/// are after a half-step to f (<c>Predict</c> with an even number of half-steps, every solve). The source potential cancels in the quotient, and rows are computed
/// relative to their sums, so no epsilon is too small. Atoms of zero weight are never drawn. With classes only pairs of equal class are drawn; source atoms whose class
/// no target atom has are left out.
/// <para>
/// Without replacement the last atoms choose among few targets, so that matchings cost more than the coupling: some 4 % where mass goes far (512 points of a
/// Gaussian to eight others), 40 % where both sides look alike (300 points of one square each).
/// </para>
/// </remarks>
public sealed unsafe class CouplingSampler
{
    /// <summary>A large problem is cut into this many ranges of rows.</summary>
    private const int Ranges = 16;

    private readonly MatchOptions _options;
    private readonly PackedProblem _packed = new();
    private readonly AlignedBuffer<double> _rowOffsets = new();
    private readonly AlignedBuffer<double> _columnOffsets = new();
    private readonly SourceDraws _draws = new();
    private readonly MatchClasses _classes = new();
    private double[] _weights = [];
    private int[] _sources = [];
    private int[] _targets = [];
    private ulong _calls;

    /// <summary>A sampler of these settings; its calls draw on, each anew.</summary>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public CouplingSampler(MatchOptions? options = null)
    {
        _options = options ?? new MatchOptions();
        _options.Validate();
    }

    /// <summary>The number of matches of the last call.</summary>
    public int Count { get; private set; }

    /// <summary>The source atom of every match of the last call, ascending: shuffle matches together where you take a part of them. Valid until the next call.</summary>
    public ReadOnlySpan<int> Sources => _sources.AsSpan(0, Count);

    /// <summary>The target atom of every match of the last call. Valid until the next call.</summary>
    public ReadOnlySpan<int> Targets => _targets.AsSpan(0, Count);

    /// <summary>Draws matches from a solution's coupling.</summary>
    /// <param name="solution">The solution or prediction.</param>
    /// <param name="sourceClasses">The class of each source atom; empty where classes do not matter.</param>
    /// <param name="targetClasses">The class of each target atom.</param>
    /// <exception cref="InvalidOperationException">The solution is empty.</exception>
    /// <exception cref="ArgumentException">A wrong number of classes.</exception>
    /// <exception cref="PairException">No two atoms with mass have one class; or there are fewer matches without replacement than <see cref="MatchOptions.Count"/> asks for.</exception>
    public void Sample(EntropicSolution solution, ReadOnlySpan<int> sourceClasses = default, ReadOnlySpan<int> targetClasses = default)
    {
        ArgumentNullException.ThrowIfNull(solution);
        Sample(solution.Problem, solution.SourcePotential, solution.TargetPotential, sourceClasses, targetClasses);
    }

    /// <summary>Draws matches from the coupling of a pair of potentials.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f, all finite; or empty: they cancel, and only spare a part of the work.</param>
    /// <param name="targetPotential">The m values of g, all finite.</param>
    /// <param name="sourceClasses">The class of each source atom; empty where classes do not matter.</param>
    /// <param name="targetClasses">The class of each target atom.</param>
    /// <exception cref="ArgumentException">A wrong length, or a potential that is not finite.</exception>
    /// <exception cref="PairException">No two atoms with mass have one class; or there are fewer matches without replacement than <see cref="MatchOptions.Count"/> asks for.</exception>
    public void Sample(
        TransportProblem problem,
        ReadOnlySpan<double> sourcePotential,
        ReadOnlySpan<double> targetPotential,
        ReadOnlySpan<int> sourceClasses = default,
        ReadOnlySpan<int> targetClasses = default) => Sample(problem, sourcePotential, targetPotential, sourceClasses, targetClasses, NextSeed());

    /// <summary>Draws matches from a coupling that was stored: source atoms by the sums of its rows. Without replacement there may be fewer matches than asked for.</summary>
    /// <param name="coupling">The coupling.</param>
    /// <param name="sourceClasses">The class of each source atom; empty where classes do not matter.</param>
    /// <param name="targetClasses">The class of each target atom.</param>
    /// <exception cref="ArgumentException">A wrong number of classes.</exception>
    /// <exception cref="PairException">No entry is positive and joins atoms of one class.</exception>
    public void Sample(SparseCoupling coupling, ReadOnlySpan<int> sourceClasses = default, ReadOnlySpan<int> targetClasses = default)
    {
        ArgumentNullException.ThrowIfNull(coupling);
        ulong seed = NextSeed();
        Count = 0;
        MatchClasses.Require(sourceClasses, targetClasses, coupling.SourceCount, coupling.TargetCount);
        bool hasClasses = !sourceClasses.IsEmpty;
        _classes.Assign(sourceClasses, targetClasses, coupling.SourceCount);
        Span<double> weights = Weights(coupling.SourceCount);
        weights.Clear();
        for (int i = 0; i < coupling.SourceCount; i++)
        {
            for (int e = coupling.RowStarts[i]; e < coupling.RowStarts[i + 1]; e++)
            {
                if (!hasClasses || sourceClasses[i] == targetClasses[coupling.Columns[e]])
                    weights[i] += coupling.Values[e];
            }
        }

        if (weights.IndexOfAnyExcept(0.0) < 0)
            throw new PairException("No entry of the coupling is positive and joins atoms of one class; there is nothing to draw.");
        int[] targets = _classes.Targets;
        SparseRow Row() => new(coupling, targets);
        if (_options.Sampling == MatchSampling.WithoutReplacement)
            Match(Row(), seed, _options.Count ?? Math.Min(coupling.SourceCount, coupling.TargetCount));
        else
            Draw(Row, seed, ranges: 1);
    }

    /// <summary>Draws with a given seed: what a row of a view gets does not depend on the rows before it.</summary>
    internal void Sample(
        TransportProblem problem,
        ReadOnlySpan<double> sourcePotential,
        ReadOnlySpan<double> targetPotential,
        ReadOnlySpan<int> sourceClasses,
        ReadOnlySpan<int> targetClasses,
        ulong seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (!sourcePotential.IsEmpty)
            PotentialChecks.Require(sourcePotential, problem.SourceCount, "source", nameof(sourcePotential));
        PotentialChecks.Require(targetPotential, problem.TargetCount, "target", nameof(targetPotential));
        MatchClasses.Require(sourceClasses, targetClasses, problem.SourceCount, problem.TargetCount);
        Count = 0;
        _packed.Pack(problem, leaveOutZeroWeights: true);
        try
        {
            double[] f = sourcePotential.IsEmpty ? [] : Gather(_packed.Source, sourcePotential), g = Gather(_packed.Target, targetPotential);

            // Rows count relative to their sums: the weight of their atom belongs to how often they are drawn.
            TensorPrimitives.Multiply(f, _packed.Scale, _rowOffsets.Resize(f.Length));
            PlanOffsets.Write(g, _packed.Target, _packed.Scale, _columnOffsets);
            Span<double> weights = Weights(_packed.Source.ActiveCount);
            CopySourceWeights(f, g, weights);
            int possible = _classes.Assign(sourceClasses, targetClasses, _packed, weights);
            int[] targets = _classes.Targets;
            PotentialRow Row() => new(_packed, _rowOffsets, _columnOffsets, targets);
            if (_options.Sampling == MatchSampling.WithoutReplacement)
            {
                if (_options.Count > possible)
                    throw new PairException($"{_options.Count} matches without replacement are asked for, and there are {possible} at most; ask for fewer, or draw with replacement.");
                Match(Row(), seed, _options.Count ?? possible);
            }
            else
            {
                Draw(Row, seed, (long)_packed.Source.ActiveCount * _packed.Target.ActiveCount < RowsOnThreads.LeastEntries ? 1 : Ranges);
            }

            if (!_packed.Source.HasAllAtoms)
            {
                for (int k = 0; k < Count; k++)
                    _sources[k] = _packed.Source.ActiveIndex[_sources[k]];
            }
        }
        finally
        {
            _packed.Release();
        }
    }

    /// <summary>How often source atoms are drawn: by their weight, in an unbalanced problem by the mass that leaves them.</summary>
    private void CopySourceWeights(double[] f, double[] g, Span<double> weights)
    {
        if (_packed.Relaxation is not { } relaxation)
        {
            _packed.Source.ActiveWeights.CopyTo(weights);
            return;
        }

        if (f.Length == 0)
            throw new ArgumentException("In an unbalanced problem the source potential tells how much mass leaves an atom; it has to be given.", nameof(f));
        relaxation.Enter(f, g);
        _packed.Source.ActiveWeights.CopyTo(weights);
        relaxation.Leave();
    }

    private static double[] Gather(PackedSide side, ReadOnlySpan<double> potential)
    {
        var packed = new double[side.ActiveCount];
        side.Gather(potential, packed);
        return packed;
    }

    private ulong NextSeed() => StableHash.Combine((ulong)_options.Seed, _calls++);

    private Span<double> Weights(int count)
    {
        if (_weights.Length < count)
            _weights = new double[count];
        return _weights.AsSpan(0, count);
    }

    /// <summary>Draws as many targets for each source atom as it is drawn times.</summary>
    private void Draw(Func<MatchRow> createRow, ulong seed, int ranges)
    {
        int atoms = _classes.Order.Length;
        var random = new SeededGenerator(seed);
        Reserve(_options.Count ?? atoms);
        if (_options.Sampling == MatchSampling.EverySource)
            _draws.Systematic(_weights.AsSpan(0, atoms), Count, ref random);
        else
            _draws.Independent(_weights.AsSpan(0, atoms), Count, ref random);
        int length = (atoms + ranges - 1) / ranges;
        if (ranges == 1)
            Draw(createRow(), seed, 0, atoms);
        else
            RowsOnThreads.For(atoms, length, (first, end) => Draw(createRow(), seed, first, end));
    }

    /// <summary>Atoms come class by class. Each has random numbers of its own, so that threads do not matter.</summary>
    private void Draw(MatchRow row, ulong seed, int first, int end)
    {
        int? label = null;
        for (int k = first; k < end; k++)
        {
            int i = _classes.Order[k];
            int start = _draws.Starts[i], next = _draws.Starts[i + 1];
            if (start == next)
                continue;
            if (_classes.Any && label != _classes.Sources[i])
                row.Restrict(label = _classes.Sources[i]);
            var random = new SeededGenerator(StableHash.Combine(seed, (ulong)i));
            row.Load(i);
            for (; start < next; start++)
            {
                _sources[start] = i;
                _targets[start] = row.Column(row.Draw(random.NextDouble()));
            }
        }
    }

    /// <summary>Draws a matching, class by class.</summary>
    private void Match(MatchRow row, ulong seed, int count)
    {
        var random = new SeededGenerator(seed);
        ReadOnlySpan<int> atoms = _classes.Choose(_draws.Order(_weights.AsSpan(0, _classes.Order.Length), ref random), count);
        Reserve(Math.Min(count, atoms.Length));
        int found = 0;
        int? label = null;
        row.Restrict(_classes.Any ? label = _classes.Sources[atoms[0]] : null);
        for (int k = 0; k < atoms.Length && found < Count; k++)
        {
            int i = atoms[k];
            if (_classes.Any && label != _classes.Sources[i])
                row.Restrict(label = _classes.Sources[i]);
            row.Load(i);
            if (row.Total == 0)
                continue;
            int entry = row.Draw(random.NextDouble());
            _sources[found] = i;
            _targets[found++] = row.Column(entry);
            row.Take(entry);
        }

        Count = found;
        _sources.AsSpan(0, found).Sort(_targets.AsSpan(0, found));
    }

    private void Reserve(int count)
    {
        if (_sources.Length < count)
        {
            _sources = new int[count];
            _targets = new int[count];
        }

        Count = count;
    }
}
