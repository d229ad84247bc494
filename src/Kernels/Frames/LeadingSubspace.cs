using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The few directions in which a pair of many dimensions varies most, both measures projected onto them, and what of each atom is left beside them.
/// Buffers are kept.
/// </summary>
/// <remarks>
/// The directions are those of the largest eigenvalues of A + B, the two covariances, by orthogonal iteration from seeded normal vectors with a Rayleigh–Ritz
/// step at the end (Halko, Martinsson and Tropp 2011). Products are taken as <c>X^T W (X v)</c>, a few dozen vectors and a few dozen atoms at a time: O(n d)
/// for each vector, and nothing of size d x d.
/// </remarks>
internal sealed unsafe class LeadingSubspace
{
    /// <summary>Frames are r x r, and their eigenproblems take r³ operations.</summary>
    public const int Largest = 32;

    /// <summary>Vectors beyond those wanted: the iteration then finds the last of these as well as the first.</summary>
    private const int Additional = 8;

    private const int MostVectors = Largest + Additional;

    /// <summary>Buffers for more numbers are not kept.</summary>
    private const long MostNumbersKept = 1 << 20;

    /// <summary>Vectors whose images lie so near the span of others are rounding.</summary>
    private const double NegligibleNorm = 1e-11;

    /// <summary>Directions of so little variance beside the largest are rounding.</summary>
    private const double NegligibleVariance = 1e-12;

    /// <summary>So little of a point's squared length is rounding.</summary>
    private const double NegligibleRest = 1e-13;

    /// <summary>Numbers of a tile of atoms, which stays in the second-level cache.</summary>
    private const int TileLength = 1 << 15;

    private readonly Side _source = new();
    private readonly Side _target = new();
    private readonly AlignedBuffer<double> _basis = new();
    private readonly AlignedBuffer<double> _images = new();
    private readonly AlignedBuffer<double> _tileImages = new();
    private readonly AlignedBuffer<double> _tile = new();
    private readonly AlignedBuffer<double> _products = new();
    private readonly double[] _gram = new double[MostVectors * MostVectors];
    private readonly double[] _vectors = new double[MostVectors * MostVectors];
    private readonly double[] _values = new double[MostVectors];
    private readonly int[] _order = new int[MostVectors];
    private double[] _start = [];
    private double[] _shift = [];
    private int _startDimension;
    private int _dimension;
    private int _stride;
    private int _count;

    /// <summary>The dimension d of the pair.</summary>
    public int Dimension => _dimension;

    /// <summary>The number of directions, at least 1.</summary>
    public int Rank { get; private set; }

    /// <summary>The source relative to its mean, in the coordinates of the directions, atom by atom.</summary>
    public DiscreteMeasure Source => _source.Projections[Rank]!;

    /// <summary>The target relative to its own mean, likewise.</summary>
    public DiscreteMeasure Target => _target.Projections[Rank]!;

    /// <summary>The squared distance of the means.</summary>
    public double Shift { get; private set; }

    /// <summary>The variance of the source that is left.</summary>
    public double SourceRest => _source.RestVariance;

    /// <summary>The variance of the target that is left.</summary>
    public double TargetRest => _target.RestVariance;

    /// <summary>The squared distance of each source atom's rest from the mean.</summary>
    public ReadOnlySpan<double> Rest => _source.Rest;

    /// <summary>The potential <c>2 (x - m_a)·(m_a - m_b)</c> of the distance of the means at each source atom.</summary>
    public ReadOnlySpan<double> Linear => _source.Linear;

    /// <summary>Whether the buffers are worth keeping.</summary>
    public bool IsSmall => (long)MostVectors * _dimension <= MostNumbersKept;

    /// <summary>Finds the directions and projects both measures.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the same dimension.</param>
    /// <param name="most">How many directions at most, up to <see cref="Largest"/>.</param>
    /// <param name="rounds">Rounds of the iteration, at least 1.</param>
    public void Find(DiscreteMeasure source, DiscreteMeasure target, int most, int rounds)
    {
        _dimension = source.Dimension;
        _stride = AlignedBuffer<double>.Padded(_dimension);
        _source.Load(source, _stride);
        _target.Load(target, _stride);
        if (_shift.Length < _stride)
            _shift = new double[_stride];
        Span<double> shift = _shift.AsSpan(0, _stride);
        TensorPrimitives.Subtract(_source.Mean, _target.Mean, shift);
        Shift = TensorPrimitives.SumOfSquares<double>(shift);
        TensorPrimitives.Multiply(shift, 2, shift);

        Draw(Math.Min(_dimension, most + Additional));
        for (int round = 0; round < rounds && _count > 0; round++)
        {
            Span<double> images = _images.Resize(_count * _stride);
            images.Clear();
            AddImages(_source);
            AddImages(_target);
            images.CopyTo(_basis.Span);
            Orthonormalize();
        }

        Project(_source, isSource: true);
        Project(_target, isSource: false);
        int found = Ritz(most);
        Rank = Math.Max(1, found);
        Reduce(_source, found);
        Reduce(_target, found);
        _source.Release();
        _target.Release();
        GC.KeepAlive(this);
    }

    private Span<double> Row(int k) => _basis.Span.Slice(k * _stride, _stride);

    /// <summary>Starts from the same normal vectors for every pair of one dimension.</summary>
    private void Draw(int count)
    {
        const int Seed = 0x4C656164;
        _count = count;
        if (_startDimension != _dimension)
        {
            int length = checked(Math.Min(_dimension, MostVectors) * _dimension);
            if (_start.Length < length)
                _start = new double[length];
            var generator = new SeededGenerator(Seed);
            foreach (ref double value in _start.AsSpan(0, length))
                value = generator.NextNormal();
            _startDimension = _dimension;
        }

        _basis.Resize(checked(count * _stride)).Clear();
        for (int k = 0; k < count; k++)
            _start.AsSpan(k * _dimension, _dimension).CopyTo(Row(k));
    }

    /// <summary>Adds the images of the basis under one covariance.</summary>
    private void AddImages(Side side)
    {
        int height = TileHeight(side.Count);
        _products.Resize(_count * height);
        _tileImages.Resize(_count * _stride);
        for (int start = 0; start < side.Count; start += height)
        {
            int atoms = Math.Min(height, side.Count - start);
            LoadTile(side, start, atoms);
            Span<double> products = _products.Span[..(_count * atoms)];
            products.Clear();
            RowProducts.Accumulate(_basis.Pointer, _stride, _count, _tile.Pointer, _stride, atoms, _stride, _products.Pointer, atoms, 1, symmetric: false);
            RowProducts.ScaleColumns(products, _count, side.Weights.Slice(start, atoms), products);
            MatrixProduct.Instance.Multiply(_products.Pointer, atoms, _tile.Pointer, _tileImages.Pointer, _count, atoms, _stride);
            TensorPrimitives.Add<double>(_images.Span, _tileImages.Span, _images.Span);
        }
    }

    /// <summary>The coordinates of all atoms in the basis, their squared lengths and, of the source, their products with the shift.</summary>
    private void Project(Side side, bool isSource)
    {
        int height = TileHeight(side.Count);
        side.Reserve(_count);
        fixed (double* coordinates = side.Coordinates)
        {
            for (int start = 0; start < side.Count; start += height)
            {
                int atoms = Math.Min(height, side.Count - start);
                LoadTile(side, start, atoms);
                RowProducts.Accumulate(_basis.Pointer, _stride, _count, _tile.Pointer, _stride, atoms, _stride, coordinates + start, side.Count, 1, symmetric: false);
                for (int i = 0; i < atoms; i++)
                {
                    ReadOnlySpan<double> point = _tile.Span.Slice(i * _stride, _stride);
                    side.Rest[start + i] = TensorPrimitives.SumOfSquares(point);
                    if (isSource)
                        side.Linear[start + i] = TensorPrimitives.Dot(point, _shift.AsSpan(0, _stride));
                }
            }
        }
    }

    private int TileHeight(int count) => Math.Min(count, Math.Max(16, TileLength / _stride));

    private void LoadTile(Side side, int start, int atoms)
    {
        Span<double> tile = _tile.Resize(checked(atoms * _stride));
        for (int i = 0; i < atoms; i++)
        {
            Span<double> point = tile.Slice(i * _stride, _stride);
            TensorPrimitives.ConvertTruncating<float, double>(side.Points[start + i], point);
            TensorPrimitives.Subtract(point[.._dimension], side.Mean[.._dimension], point);
            point[_dimension..].Clear();
        }
    }

    /// <summary>Gram and Schmidt, twice; rows that the others before them span are dropped.</summary>
    private void Orthonormalize()
    {
        double largest = 0;
        for (int k = 0; k < _count; k++)
            largest = Math.Max(largest, TensorPrimitives.Norm<double>(Row(k)));
        int kept = 0;
        for (int k = 0; k < _count; k++)
        {
            Span<double> row = Row(k);
            for (int pass = 0; pass < 2; pass++)
                for (int l = 0; l < kept; l++)
                    TensorPrimitives.MultiplyAdd(Row(l), -TensorPrimitives.Dot<double>(row, Row(l)), row, row);
            double norm = TensorPrimitives.Norm<double>(row);
            if (norm > NegligibleNorm * largest)
                TensorPrimitives.Divide(row, norm, Row(kept++));
        }

        _count = kept;
    }

    /// <summary>The eigenvectors of A + B within the basis.</summary>
    /// <returns>How many of them count.</returns>
    private int Ritz(int most)
    {
        Span<double> gram = _gram.AsSpan(0, _count * _count);
        gram.Clear();
        AddGram(_source, gram);
        AddGram(_target, gram);
        if (_count == 0)
            return 0;
        RowProducts.Mirror(gram, _count);
        SymmetricEigen.Decompose(gram, _count, _values, _vectors);
        Span<int> order = _order.AsSpan(0, _count);
        for (int k = 0; k < _count; k++)
        {
            int place = k;
            for (; place > 0 && _values[order[place - 1]] < _values[k]; place--)
                order[place] = order[place - 1];
            order[place] = k;
        }

        double negligible = NegligibleVariance * _values[order[0]];
        int found = 0;
        while (found < Math.Min(most, _count) && _values[order[found]] > negligible)
            found++;
        return found;
    }

    private void AddGram(Side side, Span<double> gram)
    {
        Span<double> rows = _products.Resize(checked(_count * side.Count)), roots = side.Roots;
        TensorPrimitives.Sqrt(side.Weights, roots);
        RowProducts.ScaleColumns(side.Coordinates, _count, roots, rows);
        RowProducts.Accumulate(rows, _count, rows, _count, side.Count, gram, 1, symmetric: true);
    }

    /// <summary>Turns the coordinates in the basis into those along the directions found, and takes these off the squared lengths.</summary>
    private void Reduce(Side side, int found)
    {
        int n = side.Count;
        float[] points = side.Projection(Rank);
        Span<double> rest = side.Rest, taken = _products.Resize(checked(2 * n)), along = taken[n..];
        taken = taken[..n];
        taken.Clear();
        for (int r = 0; r < Rank; r++)
        {
            along.Clear();
            for (int k = 0; k < _count && r < found; k++)
                TensorPrimitives.MultiplyAdd(side.Coordinates.Slice(k * n, n), _vectors[(k * _count) + _order[r]], along, along);
            TensorPrimitives.MultiplyAdd(along, along, taken, taken);
            for (int i = 0; i < n; i++)
                points[(i * Rank) + r] = (float)along[i];
        }

        for (int i = 0; i < n; i++)
        {
            double left = rest[i] - taken[i];
            rest[i] = left > NegligibleRest * rest[i] ? left : 0;
        }

        side.Assign(Rank);
    }

    /// <summary>One measure of the pair.</summary>
    private sealed class Side
    {
        private double[] _mean = [];
        private double[] _coordinates = [];
        private double[] _atoms = [];
        private float[] _points = [];
        private DiscreteMeasure? _measure;
        private int _stride;
        private int _vectors;

        public DiscreteMeasure?[] Projections { get; } = new DiscreteMeasure?[Largest + 1];

        public int Count { get; private set; }

        public double RestVariance { get; private set; }

        public Support Points => _measure!.Support;

        public ReadOnlySpan<double> Weights => _measure!.Weights;

        public ReadOnlySpan<double> Mean => _mean.AsSpan(0, _stride);

        /// <summary>Coordinates of all atoms along one vector of the basis after the other.</summary>
        public Span<double> Coordinates => _coordinates.AsSpan(0, _vectors * Count);

        public Span<double> Rest => _atoms.AsSpan(0, Count);

        public Span<double> Linear => _atoms.AsSpan(Count, Count);

        public Span<double> Roots => _atoms.AsSpan(2 * Count, Count);

        public void Load(DiscreteMeasure measure, int stride)
        {
            (_measure, _stride, Count) = (measure, stride, measure.Count);
            if (_mean.Length < 2 * stride)
                _mean = new double[2 * stride];
            if (_atoms.Length < 3 * Count)
                _atoms = new double[checked(3 * Count)];
            Span<double> mean = _mean.AsSpan(0, measure.Dimension), point = _mean.AsSpan(stride, measure.Dimension);
            _mean.AsSpan().Clear();
            for (int i = 0; i < Count; i++)
            {
                if (measure.Weights[i] == 0)
                    continue;
                TensorPrimitives.ConvertTruncating(measure.Support[i], point);
                TensorPrimitives.MultiplyAdd(point, measure.Weights[i], mean, mean);
            }
        }

        public void Reserve(int vectors)
        {
            _vectors = vectors;
            int length = checked(vectors * Count);
            if (_coordinates.Length < length)
                _coordinates = new double[length];
            Coordinates.Clear();
        }

        public float[] Projection(int rank)
        {
            if (_points.Length < rank * Count)
                _points = new float[checked(rank * Count)];
            return _points;
        }

        /// <summary>Makes the projected measure, and sums up what is left.</summary>
        public void Assign(int rank)
        {
            DiscreteMeasure measure = _measure!;
            ReadOnlySpan<float> points = _points.AsSpan(0, rank * Count);
            if (Projections[rank] is { } projection)
                projection.Assign(points, rank);
            else
                Projections[rank] = projection = new DiscreteMeasure(points, rank);
            if (!measure.IsUniform)
                projection.Assign(measure.Weights);
            RestVariance = TensorPrimitives.Dot(measure.Weights, Rest);
        }

        /// <summary>Lets go of the measure.</summary>
        public void Release() => _measure = null;
    }
}
