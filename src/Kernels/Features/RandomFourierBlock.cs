using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

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
    private readonly double[] _frequencyTurns;
    private readonly double[] _phaseTurns;
    private readonly int _dimension;

    public RandomFourierBlock(double[] frequencies, double[] phases, int dimension)
    {
        _frequencies = frequencies;
        _phases = phases;
        _frequencyTurns = [.. frequencies.Select(InTurns)];
        _phaseTurns = [.. phases.Select(InTurns)];
        _dimension = dimension;
    }

    /// <summary>Draws frequencies from the normal law and phases uniformly; the same seed gives the same numbers everywhere.</summary>
    public static RandomFourierBlock Draw(int count, int dimension, int seed)
    {
        // The directions are drawn from the same seed: another stream keeps the two independent.
        var generator = new SeededGenerator((ulong)(uint)seed + 0xF0F1_0000_0000UL);
        var frequencies = new double[checked(count * dimension)];
        var phases = new double[count];
        for (int k = 0; k < frequencies.Length; k++)
            frequencies[k] = Bandwidth * generator.NextNormal();
        for (int k = 0; k < count; k++)
            phases[k] = 2 * Math.PI * generator.NextDouble();
        return new RandomFourierBlock(frequencies, phases, dimension);
    }

    public FeatureBlockKind Kind => FeatureBlockKind.RandomFourier;

    public int Count => _phases.Length;

    public ReadOnlySpan<double> Frequencies => _frequencies;

    public ReadOnlySpan<double> Phases => _phases;

    public string Name(int feature) => $"RandomFourier[{feature}]";

    public void Compute(FeatureWorkspace pair, Span<double> columns)
    {
        int n = pair.SourceCount;
        ReadOnlySpan<double> frequencies = Standardize(pair, out Span<double> values);
        for (int k = 0; k < Count; k++)
        {
            Combine(pair.CentredSource, frequencies.Slice(k * _dimension, _dimension), _phaseTurns.AsSpan(k, 1), [1.0], values);
            values[..n].CopyTo(columns.Slice(k * n, n));
        }
    }

    public void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f)
    {
        ReadOnlySpan<double> frequencies = Standardize(pair, out Span<double> values);
        Combine(pair.CentredSource, frequencies, _phaseTurns, coefficients, values);
        TensorPrimitives.Add(f, values[..f.Length], f);
    }

    private static double InTurns(double radians) => radians / (2 * Math.PI);

    /// <summary>The frequencies in turns per unit of the pair's length, and room for the values at its atoms, padded.</summary>
    private Span<double> Standardize(FeatureWorkspace pair, out Span<double> values)
    {
        int length = _frequencyTurns.Length;
        Span<double> scratch = pair.Scratch(checked(length + pair.CentredSource.PaddedCount));
        values = scratch[length..];
        TensorPrimitives.Multiply(_frequencyTurns, pair.StandardScale, scratch);
        return scratch[..length];
    }

    private static unsafe void Combine(
        MeasureMoments source, ReadOnlySpan<double> frequencies, ReadOnlySpan<double> phases, ReadOnlySpan<double> coefficients, Span<double> values)
    {
        fixed (double* w = frequencies, p = phases, c = coefficients, v = values)
            CosineKernel.Instance.Combine(source.Offsets, source.PaddedCount, source.Dimension, w, p, c, phases.Length, v);
    }
}
