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
    private int[] _heap = [];
    private int[] _misplaced = [];
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
                Summarize(Count, Count, Count + 1);
            return;
        }

        Count = 1;
        Summarize(0, 0, _count);
        _heap[0] = 0;
        double negligible = NegligibleSpread * _spreads[0];
        while (Count < most)
        {
            int largest = _heap[0];
            if (!(_spreads[largest] > negligible))
                break;
            (int start, int end, int axis) = _blocks[largest];
            int cut = start + Cut(start, end - start, axis);
            Summarize(largest, start, cut);
            Sink();
            Summarize(Count, cut, end);
            Rise(Count++);
        }
    }

    private void Load(Support support, ReadOnlySpan<double> weights)
    {
        _dimension = support.Dimension;
        if (_atoms.Length < weights.Length)
        {
            _atoms = new int[weights.Length];
            _weights = new double[weights.Length];
            _misplaced = new int[weights.Length];
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
            _heap = new int[blocks];
            Masses = new double[blocks];
        }

        if (Points.Length < blocks * _dimension)
            Points = new float[checked(blocks * _dimension)];
    }

    private Span<double> Axis(int k) => _axes.AsSpan(k * _count, _count);

    /// <summary>Notes a block: its mean and mass, the sum of the squared distances of its atoms to their mean, and along which axis it is largest.</summary>
    private void Summarize(int block, int start, int end)
    {
        ReadOnlySpan<double> weights = _weights.AsSpan(start..end);
        Span<float> point = Points.AsSpan(block * _dimension, _dimension);
        double spread = 0, largest = -1;
        int widest = 0;
        for (int k = 0; k < point.Length; k++)
        {
            Moments(_axes.AsSpan((k * _count) + start, weights.Length), weights, out double mass, out double first, out double second);
            double mean = first / mass;
            point[k] = (float)(_mean[k] + mean);
            Masses[block] = mass;
            double along = Math.Max(0, second - (first * first / mass));
            spread += along;
            if (along > largest)
                (largest, widest) = (along, k);
        }

        _blocks[block] = (start, end, widest);
        _spreads[block] = weights.Length > 1 ? spread : 0;
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
        int below = CountBelow(keys, border);

        // What is on the wrong side from the left changes places with what is from the right. No branch depends on a key: half of them would be mispredicted.
        Span<int> misplaced = _misplaced.AsSpan(0, count);
        int left = 0, right = count;
        for (int i = 0; i < below; i++)
        {
            misplaced[left] = i;
            left += keys[i] < border ? 0 : 1;
        }

        for (int i = below; i < keys.Length; i++)
        {
            misplaced[right - 1] = i;
            right -= keys[i] < border ? 1 : 0;
        }

        Exchange(weights, misplaced[..left], misplaced[right..]);
        for (int k = 0; k < _dimension; k++)
            Exchange(_axes.AsSpan((k * _count) + start, count), misplaced[..left], misplaced[right..]);
        return Math.Clamp(below, 1, count - 1);
    }

    private static int CountBelow(ReadOnlySpan<double> keys, double border)
    {
        Vector<double> borders = new(border);
        Vector<long> counts = default;
        int i = 0;
        for (; i <= keys.Length - Vector<double>.Count; i += Vector<double>.Count)
            counts -= Vector.LessThan(new Vector<double>(keys[i..]), borders);
        int below = (int)Vector.Sum(counts);
        for (; i < keys.Length; i++)
            below += keys[i] < border ? 1 : 0;
        return below;
    }

    private static void Exchange(Span<double> values, ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        for (int i = 0; i < first.Length; i++)
            (values[first[i]], values[second[i]]) = (values[second[i]], values[first[i]]);
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

    /// <summary>Of two blocks the one to be cut first: of the larger spread, or the older.</summary>
    private bool ComesFirst(int block, int other) => _spreads[block] > _spreads[other] || (_spreads[block] == _spreads[other] && block < other);

    /// <summary>Gives the first block of the heap, whose spread has become less, its place.</summary>
    private void Sink()
    {
        Span<int> heap = _heap.AsSpan(0, Count);
        int block = heap[0], place = 0;
        for (int child = 1; child < heap.Length; child = (2 * place) + 1)
        {
            if (child + 1 < heap.Length && ComesFirst(heap[child + 1], heap[child]))
                child++;
            if (ComesFirst(block, heap[child]))
                break;
            heap[place] = heap[child];
            place = child;
        }

        heap[place] = block;
    }

    /// <summary>Gives a new block its place in the heap.</summary>
    private void Rise(int block)
    {
        int place = block;
        for (int parent = (place - 1) / 2; place > 0 && ComesFirst(block, _heap[parent]); parent = (place - 1) / 2)
        {
            _heap[place] = _heap[parent];
            place = parent;
        }

        _heap[place] = block;
    }
}
