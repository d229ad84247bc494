using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The atoms with mass of one measure relative to its mean, in the coordinates of an orthonormal frame. Buffers are kept.</summary>
internal sealed class CenteredAtoms
{
    private long[] _all = [];
    private double[] _weights = [];
    private double[] _weighted = [];
    private double[] _offsets = [];
    private double[] _axes = [];
    private double[] _positions = [];
    private long[] _sortedMasses = [];

    /// <summary>The number of atoms with mass.</summary>
    public int Count { get; private set; }

    public int Dimension { get; private set; }

    /// <summary>Which atom of the measure each of these is.</summary>
    public int[] Atoms { get; private set; } = [];

    /// <summary>Integer masses, all positive.</summary>
    public long[] Masses { get; private set; } = [];

    public double[] Mean { get; private set; } = [];

    /// <summary>Row-major d x d.</summary>
    public double[] Covariance { get; private set; } = [];

    public double Trace { get; private set; }

    /// <summary>The sum of the squared weights.</summary>
    public double Concentration { get; private set; }

    /// <summary>Coordinates in the frame, point after point.</summary>
    public double[] Rows { get; private set; } = [];

    /// <summary>Their weights, of sum 1; valid after <see cref="Center"/>.</summary>
    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, Count);

    /// <summary>Coordinate <paramref name="k"/> of all points minus the mean; valid after <see cref="Center"/>.</summary>
    public ReadOnlySpan<double> Offsets(int k) => _offsets.AsSpan(k * Count, Count);

    /// <summary>Coordinate <paramref name="k"/> in the frame of all points.</summary>
    public Span<double> Axis(int k) => _axes.AsSpan(k * Count, Count);

    /// <summary>Takes a measure's atoms with mass.</summary>
    public void Load(DiscreteMeasure measure)
    {
        Dimension = measure.Dimension;
        Reserve(measure.Count);
        FixedPointMass.Convert(measure.Weights, _all.AsSpan(0, measure.Count));
        Count = 0;
        for (int i = 0; i < measure.Count; i++)
        {
            if (_all[i] > 0)
            {
                Atoms[Count] = i;
                Masses[Count++] = _all[i];
            }
        }
    }

    /// <summary>Takes two measures of one dimension, makes their sums of masses equal and centres each.</summary>
    /// <returns>The squared distance of their means.</returns>
    public static double LoadPair(CenteredAtoms source, DiscreteMeasure from, CenteredAtoms target, DiscreteMeasure to)
    {
        source.Load(from);
        target.Load(to);
        IntegerMasses.Equalize(source.Masses.AsSpan(0, source.Count), target.Masses.AsSpan(0, target.Count));
        source.Center(from.Support);
        target.Center(to.Support);
        double shift = 0;
        for (int k = 0; k < source.Dimension; k++)
            shift += (source.Mean[k] - target.Mean[k]) * (source.Mean[k] - target.Mean[k]);
        return shift;
    }

    /// <summary>Computes mean, offsets from it and covariance, or of the latter the trace alone.</summary>
    public void Center(Support support, bool withCovariance = true)
    {
        double total = 0;
        for (int i = 0; i < Count; i++)
            total += Masses[i];
        for (int i = 0; i < Count; i++)
            _weights[i] = Masses[i] / total;
        Concentration = TensorPrimitives.SumOfSquares<double>(_weights.AsSpan(0, Count));
        Trace = 0;
        for (int k = 0; k < Dimension; k++)
        {
            Span<double> axis = _offsets.AsSpan(k * Count, Count);
            ReadOnlySpan<float> coordinates = support.Axis(k);
            for (int i = 0; i < Count; i++)
                axis[i] = coordinates[Atoms[i]];
            Mean[k] = TensorPrimitives.Dot<double>(axis, _weights.AsSpan(0, Count));
            TensorPrimitives.Subtract(axis, Mean[k], axis);
            Span<double> weighted = _weighted.AsSpan(0, Count);
            TensorPrimitives.Multiply<double>(axis, _weights.AsSpan(0, Count), weighted);
            for (int l = withCovariance ? 0 : k; l <= k; l++)
            {
                double entry = TensorPrimitives.Dot<double>(weighted, _offsets.AsSpan(l * Count, Count));
                Covariance[(k * Dimension) + l] = entry;
                Covariance[(l * Dimension) + k] = entry;
            }

            Trace += Covariance[(k * Dimension) + k];
        }
    }

    /// <summary>Takes the coordinates along the rows of <paramref name="frame"/> (d x d).</summary>
    public void Rotate(ReadOnlySpan<double> frame)
    {
        int d = Dimension;
        for (int k = 0; k < d; k++)
        {
            Span<double> axis = Axis(k);
            axis.Clear();
            for (int l = 0; l < d; l++)
                TensorPrimitives.MultiplyAdd(_offsets.AsSpan(l * Count, Count), frame[(k * d) + l], axis, axis);
        }
    }

    /// <summary>Takes the coordinates along one direction, relative to the mean.</summary>
    public void Project(ReadOnlySpan<double> direction, Span<double> positions)
    {
        positions.Clear();
        for (int l = 0; l < Dimension; l++)
            TensorPrimitives.MultiplyAdd(_offsets.AsSpan(l * Count, Count), direction[l], positions, positions);
    }

    /// <summary>Fills <see cref="Rows"/> from the axes.</summary>
    public void FillRows()
    {
        for (int k = 0; k < Dimension; k++)
        {
            ReadOnlySpan<double> axis = Axis(k);
            for (int i = 0; i < axis.Length; i++)
                Rows[(i * Dimension) + k] = axis[i];
        }
    }

    /// <summary>The third moment along an axis.</summary>
    public double ThirdMoment(int k)
    {
        ReadOnlySpan<double> axis = Axis(k);
        double sum = 0;
        for (int i = 0; i < axis.Length; i++)
            sum += _weights[i] * axis[i] * axis[i] * axis[i];
        return sum;
    }

    /// <summary>Turns axes p and q by an angle.</summary>
    public void Turn(int p, int q, double cosine, double sine)
    {
        Span<double> x = Axis(p), y = Axis(q);
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = ((cosine * x[i]) + (sine * y[i]), (cosine * y[i]) - (sine * x[i]));
    }

    /// <summary>Positions <c>c axis p + s axis q</c> and their masses, to be sorted by the caller.</summary>
    public Span<double> Project(int p, int q, double c, double s, out Span<long> masses)
    {
        Span<double> positions = _positions.AsSpan(0, Count);
        TensorPrimitives.Multiply(Axis(p), c, positions);
        if (s != 0)
            TensorPrimitives.MultiplyAdd(Axis(q), s, positions, positions);
        masses = _sortedMasses.AsSpan(0, Count);
        Masses.AsSpan(0, Count).CopyTo(masses);
        return positions;
    }

    private void Reserve(int count)
    {
        if (_all.Length < count)
        {
            _all = new long[count];
            Masses = new long[count];
            _sortedMasses = new long[count];
            Atoms = new int[count];
            _weights = new double[count];
            _weighted = new double[count];
            _positions = new double[count];
        }

        int length = checked(count * Dimension);
        if (_offsets.Length < length)
        {
            _offsets = new double[length];
            _axes = new double[length];
            Rows = new double[length];
        }

        if (Mean.Length < Dimension)
        {
            Mean = new double[Dimension];
            Covariance = new double[Dimension * Dimension];
        }
    }
}
