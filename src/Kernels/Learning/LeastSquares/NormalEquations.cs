using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Sums of a least-squares problem: Gram matrix, moments, squared targets and the number of pairs.</summary>
/// <remarks>The loss of coefficients alpha is <c>alpha^T G alpha - 2 alpha·m + s</c>. Sums of parts add up to the sums of the whole.</remarks>
internal sealed class NormalEquations(int count)
{
    /// <summary>Parts are added up in runs of this many numbers, which stay in the first-level cache.</summary>
    private const int Run = 2048;

    public int Count => count;

    /// <summary>The lower triangle, row after row.</summary>
    public double[] Gram { get; } = new double[checked(count * (count + 1)) / 2];

    public double[] Moments { get; } = new double[count];

    public double TargetSquares { get; set; }

    public long Pairs { get; set; }

    /// <summary>Row <paramref name="i"/> of the Gram matrix up to the diagonal.</summary>
    public Span<double> Row(int i) => Gram.AsSpan(i * (i + 1) / 2, i + 1);

    public double Diagonal(int i) => Row(i)[i];

    /// <summary>Takes the Gram matrix from the first rows of a row-major matrix, of which the lower triangle is read.</summary>
    public void SetGram(ReadOnlySpan<double> matrix, int stride)
    {
        for (int i = 0; i < count; i++)
            matrix.Slice(i * stride, i + 1).CopyTo(Row(i));
    }

    public void Add(NormalEquations other) => AddRange([other]);

    public void AddRange(ReadOnlySpan<NormalEquations> others)
    {
        for (int start = 0; start < Gram.Length; start += Run)
        {
            Span<double> run = Gram.AsSpan(start, Math.Min(Run, Gram.Length - start));
            foreach (NormalEquations other in others)
                TensorPrimitives.Add(run, other.Gram.AsSpan(start, run.Length), run);
        }

        foreach (NormalEquations other in others)
        {
            TensorPrimitives.Add(Moments, other.Moments, Moments);
            TargetSquares += other.TargetSquares;
            Pairs += other.Pairs;
        }
    }

    /// <summary>Multiplies all sums: the pair then counts so many times.</summary>
    public void Scale(double factor)
    {
        TensorPrimitives.Multiply(Gram, factor, Gram);
        TensorPrimitives.Multiply(Moments, factor, Moments);
        TargetSquares *= factor;
    }

    public void Clear()
    {
        Array.Clear(Gram);
        Array.Clear(Moments);
        TargetSquares = 0;
        Pairs = 0;
    }

    /// <summary>Writes the Gram matrix times <paramref name="vector"/>.</summary>
    public void Multiply(ReadOnlySpan<double> vector, Span<double> product)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = Row(i);
            product[i] = TensorPrimitives.Dot(row, vector[..(i + 1)]);
            if (vector[i] != 0)
                TensorPrimitives.MultiplyAdd(row[..i], vector[i], product[..i], product[..i]);
        }
    }

    public double Loss(ReadOnlySpan<double> coefficients)
    {
        double loss = TargetSquares;
        for (int i = 0; i < count; i++)
        {
            if (coefficients[i] != 0)
            {
                ReadOnlySpan<double> row = Row(i);
                loss += coefficients[i] * ((2 * (TensorPrimitives.Dot(row[..i], coefficients[..i]) - Moments[i])) + (coefficients[i] * row[i]));
            }
        }

        return loss;
    }

    /// <summary>The sums of the same problem with only the features listed.</summary>
    public NormalEquations Select(ReadOnlySpan<int> features)
    {
        var selected = new NormalEquations(features.Length) { TargetSquares = TargetSquares, Pairs = Pairs };
        for (int i = 0; i < features.Length; i++)
        {
            selected.Moments[i] = Moments[features[i]];
            Span<double> row = selected.Row(i);
            for (int j = 0; j <= i; j++)
                row[j] = Row(Math.Max(features[i], features[j]))[Math.Min(features[i], features[j])];
        }

        return selected;
    }
}
