using System.Numerics;
using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The atoms with mass of a measure in a few blocks of little spread, and the measure of the blocks' means. Buffers are kept.
/// </summary>
/// <remarks>
/// The block with the largest sum of squared distances to its mean is cut in two, across the axis of its largest spread and where that leaves about the least,
/// until there are enough of them (Wu 1991, for colours). Atoms at one place are never told apart.
/// </remarks>
internal sealed class BlockPartition
{
    /// <summary>So few atoms are sorted; of more, both sides' means are improved a few times.</summary>
    private const int Few = 8;

    private const int Rounds = 2;

    /// <summary>A spread of so little beside that of the whole measure is rounding.</summary>
    private const double NegligibleSpread = 1e-13;

    private int[] _atoms = [];
    private double[] _weights = [];
    private double[] _axes = [];
    private double[] _mean = [];
    private double[] _spreads = [];
    private (int Start, int End, int Axis)[] _blocks = [];
    private int _dimension;
    private int _count;

    /// <summary>The number of blocks.</summary>
    public int Count { get; private set; }

    /// <summary>The means of the blocks, row-major.</summary>
    public float[] Points { get; private set; } = [];

    /// <summary>The masses of the blocks.</summary>
    public double[] Masses { get; private set; } = [];

    /// <summary>Cuts a measure into at most <paramref name="most"/> blocks.</summary>
    /// <param name="support">The points.</param>
    /// <param name="weights">Their weights, of sum 1.</param>
    /// <param name="most">The number of blocks wanted; where there are not more atoms with mass, each is its own block.</param>
    public void Compute(Support support, ReadOnlySpan<double> weights, int most)
    {
        Load(support, weights);
        Reserve(Math.Min(most, _count));
        if (_count <= most)
        {
            for (Count = 0; Count < _count; Count++)
                _blocks[Count] = (Count, Count + 1, 0);
        }
        else
        {
            Count = 1;
            Summarize(0, 0, _count);
            double negligible = NegligibleSpread * _spreads[0];
            while (Count < most)
            {
                int largest = TensorPrimitives.IndexOfMax<double>(_spreads.AsSpan(0, Count));
                if (!(_spreads[largest] > negligible))
                    break;
                (int start, int end, int axis) = _blocks[largest];
                int cut = start + Cut(start, end - start, axis);
                Summarize(largest, start, cut);
                Summarize(Count++, cut, end);
            }
        }

        for (int block = 0; block < Count; block++)
            Write(block);
    }

    private void Load(Support support, ReadOnlySpan<double> weights)
    {
        _dimension = support.Dimension;
        if (_atoms.Length < weights.Length)
        {
            _atoms = new int[weights.Length];
            _weights = new double[weights.Length];
        }

        if (_axes.Length < weights.Length * _dimension)
            _axes = new double[checked(weights.Length * _dimension)];
        if (_mean.Length < _dimension)
            _mean = new double[_dimension];
        _count = AtomsWithMass.Find(weights, _atoms);
        for (int i = 0; i < _count; i++)
            _weights[i] = weights[_atoms[i]];
        ReadOnlySpan<double> masses = _weights.AsSpan(0, _count);
        double mass = TensorPrimitives.Sum(masses);
        for (int k = 0; k < _dimension; k++)
        {
            ReadOnlySpan<float> coordinates = support.Axis(k);
            Span<double> axis = Axis(k);
            for (int i = 0; i < axis.Length; i++)
                axis[i] = coordinates[_atoms[i]];

            // Squares of what is far from the origin would drown the spread.
            _mean[k] = TensorPrimitives.Dot<double>(axis, masses) / mass;
            TensorPrimitives.Subtract(axis, _mean[k], axis);
        }
    }

    private void Reserve(int blocks)
    {
        if (_spreads.Length < blocks)
        {
            _spreads = new double[blocks];
            _blocks = new (int, int, int)[blocks];
            Masses = new double[blocks];
        }

        if (Points.Length < blocks * _dimension)
            Points = new float[checked(blocks * _dimension)];
    }

    private Span<double> Axis(int k) => _axes.AsSpan(k * _count, _count);

    /// <summary>Notes a block: the sum of the squared distances of its atoms to their mean, and along which axis it is largest.</summary>
    private void Summarize(int block, int start, int end)
    {
        ReadOnlySpan<double> weights = _weights.AsSpan(start..end);
        double spread = 0, largest = -1;
        int widest = 0;
        for (int k = 0; k < _dimension && weights.Length > 1; k++)
        {
            Moments(Axis(k)[start..end], weights, out double mass, out double first, out double second);
            double along = Math.Max(0, second - (first * first / mass));
            spread += along;
            if (along > largest)
                (largest, widest) = (along, k);
        }

        _blocks[block] = (start, end, widest);
        _spreads[block] = spread;
    }

    private static void Moments(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, out double mass, out double first, out double second)
    {
        Vector<double> masses = default, firsts = default, seconds = default;
        int i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> value = new(values[i..]), weight = new(weights[i..]), weighted = value * weight;
            masses += weight;
            firsts += weighted;
            seconds += weighted * value;
        }

        (mass, first, second) = (0, 0, 0);
        if (i > 0)
            (mass, first, second) = (Vector.Sum(masses), Vector.Sum(firsts), Vector.Sum(seconds));
        for (; i < values.Length; i++)
        {
            mass += weights[i];
            first += weights[i] * values[i];
            second += weights[i] * values[i] * values[i];
        }
    }

    /// <summary>Reorders a block's atoms so that those below the cut come first.</summary>
    /// <returns>How many those are; neither part is empty.</returns>
    private int Cut(int start, int count, int axis)
    {
        Span<double> keys = Axis(axis).Slice(start, count), weights = _weights.AsSpan(start, count);
        double border = count <= Few ? BestBorder(keys, weights) : BorderBetweenMeans(keys, weights);
        int left = 0, right = count - 1;
        while (true)
        {
            while (left <= right && keys[left] < border)
                left++;
            while (left <= right && !(keys[right] < border))
                right--;
            if (left > right)
                return Math.Clamp(left, 1, count - 1);
            (weights[left], weights[right]) = (weights[right], weights[left]);
            for (int place = start; place < _dimension * _count; place += _count)
                (_axes[place + left], _axes[place + right]) = (_axes[place + right], _axes[place + left]);
        }
    }

    /// <summary>The border that leaves the least spread on its sides.</summary>
    private static double BestBorder(ReadOnlySpan<double> keys, ReadOnlySpan<double> weights)
    {
        if (keys.Length == 2)
            return (keys[0] + keys[1]) / 2;
        Span<double> sorted = stackalloc double[Few], masses = stackalloc double[Few];
        double sum = 0, mass = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            sum += weights[i] * keys[i];
            mass += weights[i];
            int place = i;
            for (; place > 0 && sorted[place - 1] > keys[i]; place--)
                (sorted[place], masses[place]) = (sorted[place - 1], masses[place - 1]);
            (sorted[place], masses[place]) = (keys[i], weights[i]);
        }

        double border = sorted[0], most = double.NegativeInfinity, below = 0, massBelow = 0;
        for (int i = 1; i < keys.Length; i++)
        {
            below += masses[i - 1] * sorted[i - 1];
            massBelow += masses[i - 1];
            double gain = (below * below / massBelow) + ((sum - below) * (sum - below) / (mass - massBelow));
            if (gain > most && sorted[i] > sorted[i - 1])
                (most, border) = (gain, (sorted[i - 1] + sorted[i]) / 2);
        }

        return border;
    }

    /// <summary>A border half-way between the means of what is on its sides, starting from the mean of all.</summary>
    private static double BorderBetweenMeans(ReadOnlySpan<double> keys, ReadOnlySpan<double> weights)
    {
        Moments(keys, weights, out double mass, out double sum, out _);
        double border = sum / mass;
        for (int round = 0; round < Rounds; round++)
        {
            Vector<double> borders = new(border), masses = default, firsts = default;
            int i = 0;
            for (; i <= keys.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                Vector<double> key = new(keys[i..]), weight = Vector.ConditionalSelect(Vector.LessThan(key, borders), new Vector<double>(weights[i..]), default);
                masses += weight;
                firsts += weight * key;
            }

            double below = Vector.Sum(firsts), massBelow = Vector.Sum(masses);
            for (; i < keys.Length; i++)
            {
                double weight = keys[i] < border ? weights[i] : 0;
                below += weight * keys[i];
                massBelow += weight;
            }

            double next = ((below / massBelow) + ((sum - below) / (mass - massBelow))) / 2;
            if (!double.IsFinite(next))
                break;
            border = next;
        }

        return border;
    }

    /// <summary>Writes a block's mean and mass.</summary>
    private void Write(int block)
    {
        (int start, int end, _) = _blocks[block];
        ReadOnlySpan<double> weights = _weights.AsSpan(start..end);
        for (int k = 0; k < _dimension; k++)
        {
            Moments(Axis(k)[start..end], weights, out double mass, out double first, out _);
            Points[(block * _dimension) + k] = (float)(_mean[k] + (first / mass));
            Masses[block] = mass;
        }
    }
}
