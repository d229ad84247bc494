using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Random Fourier features <c>cos(w·u + phase)</c> of the standardised source point u: a smooth function of position that does not depend
/// on the target, i.e. the part of the potential all pairs have in common (Rahimi and Recht 2007, Gaussian kernel).
/// </summary>
/// <remarks>
/// u is x minus the source mean over the root mean source variance of the pair itself: no constant has to be learned, shared or merged, and
/// the features do not change when all points are moved or scaled. Constants shared by all pairs did no better on any task tried and twice as
/// badly on palettes.
/// </remarks>
internal sealed class RandomFourierBlock : IFeatureBlock
{
    /// <summary>Standard deviation of the frequencies, one over the kernel's width: about half the spread of the source.</summary>
    private const double Bandwidth = 2;

    private readonly double[] _frequencies;
    private readonly double[] _phases;
    private readonly int _dimension;

    internal RandomFourierBlock(double[] frequencies, double[] phases, int dimension)
    {
        _frequencies = frequencies;
        _phases = phases;
        _dimension = dimension;
    }

    /// <summary>Draws frequencies from the normal law and phases uniformly; the same seed gives the same numbers everywhere.</summary>
    internal static RandomFourierBlock Draw(int count, int dimension, int seed)
    {
        // The directions are drawn from the same seed: another stream keeps the two independent.
        var generator = new SeededGenerator((ulong)(uint)seed + 0xF0F1_0000_0000UL);
        double[] frequencies = new double[count * dimension];
        double[] phases = new double[count];
        for (int k = 0; k < frequencies.Length; k++)
            frequencies[k] = Bandwidth * generator.NextNormal();
        for (int k = 0; k < count; k++)
            phases[k] = 2 * Math.PI * generator.NextDouble();
        return new RandomFourierBlock(frequencies, phases, dimension);
    }

    public FeatureBlockKind Kind => FeatureBlockKind.RandomFourier;

    public int Count => _phases.Length;

    internal ReadOnlySpan<double> Frequencies => _frequencies;

    internal ReadOnlySpan<double> Phases => _phases;

    public string Name(int feature) => $"RandomFourier[{feature}]";

    public void Compute(FeatureWorkspace pair, Span<double> columns)
    {
        int n = pair.SourceCount;
        for (int k = 0; k < Count; k++)
            Cosine(pair, k, columns.Slice(k * n, n));
    }

    public void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f)
    {
        Span<double> column = pair.Scratch(f.Length)[..f.Length];
        for (int k = 0; k < Count; k++)
        {
            if (coefficients[k] == 0)
                continue;
            Cosine(pair, k, column);
            TensorPrimitives.MultiplyAdd(column, coefficients[k], f, f);
        }
    }

    private void Cosine(FeatureWorkspace pair, int feature, Span<double> column)
    {
        int n = pair.SourceCount;
        double scale = pair.StandardScale;
        double phase = _phases[feature];
        column.Fill(phase);
        for (int k = 0; k < _dimension; k++)
            TensorPrimitives.MultiplyAdd(pair.Offsets.Slice(k * n, n), _frequencies[feature * _dimension + k] * scale, column, column);
        TensorPrimitives.Cos(column, column);
    }
}
