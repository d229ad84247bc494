using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Two samples under one roof: rows of both, the first those of the reference, each feature centred and scaled by its spread in the pool.</summary>
/// <remarks>
/// Nothing here depends on which row belongs to which sample, so a test that permutes the membership is exact, whatever is computed from the rows.
/// </remarks>
internal sealed class PooledSample
{
    /// <summary>Pools two measures; atoms of zero weight are left out.</summary>
    /// <param name="reference">The first sample.</param>
    /// <param name="current">The second sample, of the same dimension.</param>
    /// <param name="scales">What to divide features by, d numbers; null: their standard deviation in the pool.</param>
    public PooledSample(DiscreteMeasure reference, DiscreteMeasure current, double[]? scales = null)
    {
        Dimension = reference.Dimension;
        ReferenceRows = RowsWithMass(reference);
        CurrentRows = RowsWithMass(current);
        Count = checked(ReferenceRows.Length + CurrentRows.Length);
        Points = new double[checked(Count * Dimension)];
        Weights = new double[Count];
        Copy(reference, ReferenceRows, 0);
        Copy(current, CurrentRows, ReferenceRows.Length);
        TensorPrimitives.Divide(Weights, TensorPrimitives.Sum<double>(Weights), Weights);
        Means = new double[Dimension];
        Deviations = new double[Dimension];
        Standardize(scales);
    }

    /// <summary>The number d of features.</summary>
    public int Dimension { get; }

    /// <summary>The number N of rows of both samples.</summary>
    public int Count { get; }

    /// <summary>Which atoms of the reference the first rows are.</summary>
    public int[] ReferenceRows { get; }

    /// <summary>Which atoms of the current sample the other rows are.</summary>
    public int[] CurrentRows { get; }

    /// <summary>N x d standardised coordinates.</summary>
    public double[] Points { get; }

    /// <summary>N weights that sum to 1; a row of average weight in its sample has the same in the pool, whichever sample it is from.</summary>
    public double[] Weights { get; }

    /// <summary>The weighted mean of each feature.</summary>
    public double[] Means { get; }

    /// <summary>What each feature was divided by.</summary>
    public double[] Deviations { get; }

    /// <summary>The first N numbers of a feature after the other: d x N.</summary>
    public double[] Axes()
    {
        var axes = new double[Points.Length];
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k < Dimension; k++)
                axes[(k * Count) + i] = Points[(i * Dimension) + k];
        }

        return axes;
    }

    /// <summary>The signed measure «rows named first minus rows named last», each side with mass 1.</summary>
    /// <param name="order">A permutation of the rows; the first as many as the reference has are its.</param>
    /// <param name="difference">Receives N numbers that sum to 0.</param>
    public void Difference(ReadOnlySpan<int> order, Span<double> difference)
    {
        double first = 0, last = 0;
        for (int k = 0; k < order.Length; k++)
        {
            if (k < ReferenceRows.Length)
                first += Weights[order[k]];
            else
                last += Weights[order[k]];
        }

        for (int k = 0; k < order.Length; k++)
            difference[order[k]] = k < ReferenceRows.Length ? Weights[order[k]] / first : -Weights[order[k]] / last;
    }

    private static int[] RowsWithMass(DiscreteMeasure measure)
    {
        var rows = new int[measure.Count];
        return rows[..AtomsWithMass.Find(measure.Weights, rows)];
    }

    private void Copy(DiscreteMeasure measure, int[] rows, int start)
    {
        for (int k = 0; k < rows.Length; k++)
        {
            ReadOnlySpan<float> point = measure.Support[rows[k]];
            for (int axis = 0; axis < point.Length; axis++)
                Points[((start + k) * Dimension) + axis] = point[axis];

            // A sample's mean weight is 1: what is left is how much a row counts beside its neighbours.
            Weights[start + k] = measure.Weights[rows[k]] * rows.Length;
        }
    }

    private void Standardize(double[]? scales)
    {
        for (int k = 0; k < Dimension; k++)
        {
            double mean = 0, square = 0, largest = 0;
            for (int i = 0; i < Count; i++)
                mean += Weights[i] * Points[(i * Dimension) + k];
            for (int i = 0; i < Count; i++)
            {
                double difference = Points[(i * Dimension) + k] - mean;
                square += Weights[i] * difference * difference;
                largest = Math.Max(largest, Math.Abs(Points[(i * Dimension) + k]));
            }

            double deviation = Math.Sqrt(square);

            // What rounding leaves of a constant feature is no spread.
            bool isConstant = !(deviation > 1e-7 * largest);
            Means[k] = mean;
            Deviations[k] = scales?[k] ?? (isConstant ? 1 : deviation);
            for (int i = 0; i < Count; i++)
                Points[(i * Dimension) + k] = isConstant ? 0 : (Points[(i * Dimension) + k] - mean) / Deviations[k];
        }
    }
}
