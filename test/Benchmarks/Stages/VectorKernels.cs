using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Single kernels on vectors of n numbers or pairs of n atoms, beside what else could do their work.</summary>
public unsafe class VectorKernels
{
    private const string SingleExponentials = "exponentials of scaled costs, single precision";
    private const string DoubleExponentials = "exponentials of potentials, double precision";
    private const string Logarithms = "logarithms to potentials, double precision";
    private const string Cosines = "150 random Fourier features, summed up";
    private const string Sort = "sort with index";
    private const string Slices = "8 directions of space: project, sort with index";
    private const string OwnSupports = "sliced potentials, 24 directions";
    private const string OwnSupportsEqualWeights = "sliced potentials, equal weights";
    private const string FixedSupports = "sliced potentials, fixed supports";
    private const string Gram = "Gram matrix";
    private const double Epsilon = 0.1;
    private const int Directions = 24;
    private const int Features = 200;
    private const int Frequencies = 150;

    private readonly SlicingDirections _directions = SlicingDirections.Create(DirectionScheme.Even, Directions, 3, 1);
    private readonly double[] _coefficients = [.. Enumerable.Repeat(1.0 / Directions, Directions)];
    private readonly double[] _frequencies = Doubles(3 * Frequencies);
    private readonly double[] _phases = Doubles(Frequencies);
    private readonly double[] _amplitudes = Doubles(Frequencies);
    private readonly PositionSort _sort = new();
    private readonly SliceBuffer _slices = new();
    private readonly AlignedBuffer<double> _axes = new();
    private readonly AlignedBuffer<double> _angles = new();
    private readonly AlignedBuffer<float> _singleOffsets = new();
    private readonly AlignedBuffer<double> _potential = new();
    private readonly AlignedBuffer<double> _weights = new();
    private readonly AlignedBuffer<double> _result = new();
    private readonly AlignedBuffer<float> _singleResult = new();
    private PackedProblem _rows = null!;
    private float[] _costs = [];
    private float[] _positions = [];
    private float[] _unsorted = [];
    private float[] _sorted = [];
    private int[] _order = [];
    private double[] _f = [];
    private double[] _columns = [];
    private double[] _gram = [];
    private TransportProblem _weighted = null!;
    private TransportProblem _equal = null!;
    private TransportProblem _fixed = null!;

    public static IEnumerable<int> Sizes => BenchmarkSettings.IsShort ? [1024] : [64, 1024, 16384];

    [ParamsSource(nameof(Sizes))]
    public int N { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        SeededNormal normal = new(3);
        TransportProblem oneRow = Clouds.Problem(1, N, 64);
        _rows = new PackedProblem();
        _rows.Pack(oneRow, leaveOutZeroWeights: false);
        _costs = oneRow.Geometry.DenseCost!;
        _singleOffsets.Resize(AlignedBuffer<float>.Padded(N)).Clear();
        _singleResult.Resize(AlignedBuffer<float>.Padded(N));
        Fill(_potential, normal);
        Fill(_weights, normal);
        _result.Resize(AlignedBuffer<double>.Padded(N));
        Doubles(3 * AlignedBuffer<double>.Padded(N)).CopyTo(_axes.Resize(3 * AlignedBuffer<double>.Padded(N)));
        _angles.Resize(AlignedBuffer<double>.Padded(N));
        _positions = normal.Fill(N);
        _unsorted = new float[N];
        _sorted = new float[N];
        _order = new int[N];
        _f = new double[N];
        _columns = Doubles(Features * N);
        _gram = new double[Features * Features];
        _equal = Clouds.Problem(N, N, 3);
        _weighted = new TransportProblem(Weighted(_equal.Source), Weighted(_equal.Target), GroundCost.SquaredEuclidean, Epsilon);
        _fixed = new TransportProblem(new Geometry(_equal.Source.Support, _equal.Target.Support, GroundCost.SquaredEuclidean), _weighted.Source, _weighted.Target, Epsilon);

        DiscreteMeasure Weighted(DiscreteMeasure measure) => new(measure.Support, Array.ConvertAll(normal.Fill(N), Math.Abs));
    }

    [Benchmark]
    [Compared(SingleExponentials, Contender.Kernel)]
    public void KernelSingleExponentials() => ExponentialKernel.For(_rows.Shape, KernelPrecision.Single)
        .StoreRow(_rows.SourceRows(all: true), _singleOffsets.Pointer, 1 / Epsilon, 0, 0, _singleResult.Pointer, N);

    [Benchmark]
    [Compared(SingleExponentials, Contender.TensorPrimitives)]
    public void TensorSingleExponentials()
    {
        Span<float> result = _singleResult.Span[..N];
        TensorPrimitives.Multiply(_costs, (float)(-1 / Epsilon), result);
        TensorPrimitives.Add(result, _singleOffsets.Span[..N], result);
        TensorPrimitives.Exp<float>(result, result);
    }

    [Benchmark]
    [Compared(SingleExponentials, Contender.Loops)]
    public void LoopSingleExponentials()
    {
        ReadOnlySpan<float> costs = _costs, offsets = _singleOffsets.Span;
        Span<float> result = _singleResult.Span;
        for (int i = 0; i < costs.Length; i++)
            result[i] = MathF.Exp(offsets[i] - (costs[i] * (float)(1 / Epsilon)));
    }

    [Benchmark]
    [Compared(DoubleExponentials, Contender.Kernel)]
    public void KernelDoubleExponentials() => VectorKernel.Instance.Scalings(
        _potential.Pointer, null, _weights.Pointer, new ScalingRange(1 / Epsilon, 0, double.NegativeInfinity), _result.Pointer, N);

    [Benchmark]
    [Compared(DoubleExponentials, Contender.TensorPrimitives)]
    public void TensorDoubleExponentials()
    {
        Span<double> result = _result.Span[..N];
        TensorPrimitives.Multiply(_potential.Span[..N], 1 / Epsilon, result);
        TensorPrimitives.Exp<double>(result, result);
        TensorPrimitives.Multiply(result, _weights.Span[..N], result);
    }

    [Benchmark]
    [Compared(DoubleExponentials, Contender.Loops)]
    public void LoopDoubleExponentials()
    {
        ReadOnlySpan<double> potential = _potential.Span[..N], weights = _weights.Span;
        Span<double> result = _result.Span;
        for (int i = 0; i < potential.Length; i++)
            result[i] = weights[i] * Math.Exp(potential[i] / Epsilon);
    }

    [Benchmark]
    [Compared(Logarithms, Contender.Kernel)]
    public void KernelLogarithms() => VectorKernel.Instance.Potentials(_weights.Pointer, null, Epsilon, 0, _result.Pointer, N);

    [Benchmark]
    [Compared(Logarithms, Contender.TensorPrimitives)]
    public void TensorLogarithms()
    {
        Span<double> result = _result.Span[..N];
        TensorPrimitives.Log<double>(_weights.Span[..N], result);
        TensorPrimitives.Multiply(result, -Epsilon, result);
    }

    [Benchmark]
    [Compared(Logarithms, Contender.Loops)]
    public void LoopLogarithms()
    {
        ReadOnlySpan<double> sums = _weights.Span[..N];
        Span<double> result = _result.Span;
        for (int i = 0; i < sums.Length; i++)
            result[i] = -Epsilon * Math.Log(sums[i]);
    }

    [Benchmark]
    [Compared(Cosines, Contender.Kernel)]
    public void KernelCosines()
    {
        fixed (double* frequencies = _frequencies, phases = _phases, amplitudes = _amplitudes)
            CosineKernel.Instance.Combine(_axes.Pointer, AlignedBuffer<double>.Padded(N), 3, frequencies, phases, amplitudes, Frequencies, _result.Pointer);
    }

    [Benchmark]
    [Compared(Cosines, Contender.TensorPrimitives)]
    public void TensorCosines()
    {
        int padded = AlignedBuffer<double>.Padded(N);
        Span<double> angles = _angles.Span[..N], result = _result.Span[..N];
        result.Clear();
        for (int k = 0; k < Frequencies; k++)
        {
            TensorPrimitives.Multiply(_axes.Span[..N], 2 * _frequencies[3 * k], angles);
            TensorPrimitives.MultiplyAdd(_axes.Span.Slice(padded, N), 2 * _frequencies[(3 * k) + 1], angles, angles);
            TensorPrimitives.MultiplyAdd(_axes.Span.Slice(2 * padded, N), 2 * _frequencies[(3 * k) + 2], angles, angles);
            TensorPrimitives.Add(angles, 2 * _phases[k], angles);
            TensorPrimitives.Multiply(angles, Math.PI, angles);
            TensorPrimitives.Cos<double>(angles, angles);
            TensorPrimitives.MultiplyAdd(angles, _amplitudes[k], result, result);
        }
    }

    [Benchmark]
    [Compared(Cosines, Contender.Loops)]
    public void LoopCosines()
    {
        int padded = AlignedBuffer<double>.Padded(N);
        ReadOnlySpan<double> axes = _axes.Span;
        Span<double> result = _result.Span[..N];
        for (int i = 0; i < result.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < Frequencies; k++)
            {
                double angle = _phases[k];
                for (int l = 0; l < 3; l++)
                    angle += _frequencies[(3 * k) + l] * axes[(l * padded) + i];
                sum += _amplitudes[k] * Math.Cos(2 * Math.PI * angle);
            }

            result[i] = sum;
        }
    }

    [Benchmark]
    [Compared(Sort, Contender.Kernel)]
    public void KernelSort()
    {
        _positions.CopyTo(_sorted, 0);
        _sort.Sort(_sorted, _order);
    }

    [Benchmark]
    [Compared(Sort, Contender.Loops)]
    public void FrameworkSort() => PlainSlices.Sort(_positions, _sorted, _order);

    [Benchmark]
    [Compared(Slices, Contender.Kernel)]
    public void KernelSliceBundle() => _slices.Slice(_equal.Source.Support.Coordinates, _directions, 0);

    [Benchmark]
    [Compared(Slices, Contender.Loops)]
    public void LoopSliceBundle()
    {
        for (int l = 0; l < 8; l++)
        {
            PlainSlices.Project(_equal.Source.Support, _directions[l], _unsorted);
            PlainSlices.Sort(_unsorted, _sorted, _order);
        }
    }

    [Benchmark]
    [Compared(OwnSupports, Contender.Kernel)]
    public void KernelSlicedPotentials() => SlicedPotentials.Accumulate(_weighted, _directions, _coefficients, _f);

    [Benchmark]
    [Compared(OwnSupportsEqualWeights, Contender.Kernel)]
    public void KernelSlicesOfEqualWeights() => SlicedPotentials.Accumulate(_equal, _directions, _coefficients, _f);

    [Benchmark]
    [Compared(FixedSupports, Contender.Kernel)]
    public void KernelSlicesOfFixedSupports() => SlicedPotentials.Accumulate(_fixed, _directions, _coefficients, _f);

    [Benchmark]
    [Compared(OwnSupports, Contender.Loops)]
    [Compared(OwnSupportsEqualWeights, Contender.Loops)]
    [Compared(FixedSupports, Contender.Loops)]
    public void LoopSlices() => PlainSlices.Accumulate(_weighted, _directions, _coefficients, _f);

    [Benchmark]
    [Compared(Gram, Contender.Kernel)]
    public void KernelGram() => RowProducts.Accumulate(_columns, Features, _columns, Features, N, _gram, 1, symmetric: true);

    [Benchmark]
    [Compared(Gram, Contender.TensorPrimitives)]
    public void TensorGram()
    {
        for (int k = 0; k < Features; k++)
        {
            for (int l = 0; l <= k; l++)
                _gram[(k * Features) + l] += TensorPrimitives.Dot<double>(_columns.AsSpan(k * N, N), _columns.AsSpan(l * N, N));
        }
    }

    [Benchmark]
    [Compared(Gram, Contender.Loops)]
    public void LoopGram()
    {
        for (int k = 0; k < Features; k++)
            PlainProducts.Rows<double>(_columns.AsSpan(0, (k + 1) * N), k + 1, N, _columns.AsSpan(k * N, N), _gram.AsSpan(k * Features, k + 1));
    }

    private static double[] Doubles(int count) => Array.ConvertAll(new SeededNormal(count).Fill(count), value => (double)value);

    /// <summary>Positive numbers around 1.</summary>
    private void Fill(AlignedBuffer<double> buffer, SeededNormal normal)
    {
        Span<double> values = buffer.Resize(AlignedBuffer<double>.Padded(N));
        float[] drawn = normal.Fill(values.Length);
        for (int i = 0; i < values.Length; i++)
            values[i] = 0.5 + Math.Abs(drawn[i]);
    }
}
