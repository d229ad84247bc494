using System.Buffers;

namespace Microsoft.ML.SlicedOT;

/// <summary>The cost <c>c(x, y)</c> of moving a unit of mass from x to y.</summary>
public abstract class GroundCost
{
    private protected GroundCost()
    {
    }

    /// <summary><c>|x - y|^2</c>, in any dimension.</summary>
    public static GroundCost SquaredEuclidean { get; } = new SquaredEuclideanCost();

    /// <summary>
    /// The angle between x and y in radians, 0 … pi: the great-circle distance on the unit sphere of R^3.
    /// Points are normalised to length 1 when used; a zero vector is an error.
    /// </summary>
    public static GroundCost SphereArc { get; } = new SphereArcCost();

    /// <summary>Which cost this is.</summary>
    public abstract GroundCostKind Kind { get; }

    /// <summary>The exponent p of the costs <c>|s - t|^p</c> whose one-dimensional potentials approximate those of this cost: 2 for squared Euclidean, otherwise 1.</summary>
    internal abstract int UnivariateExponent { get; }

    /// <summary>A given cost matrix, for fixed supports.</summary>
    /// <param name="costs">Row-major source x target costs, all finite.</param>
    /// <param name="sourceCount">Number n of source points (rows).</param>
    /// <param name="targetCount">Number m of target points (columns).</param>
    /// <exception cref="ArgumentException">Not n x m entries, or an entry that is not finite.</exception>
    public static GroundCost FromMatrix(ReadOnlySpan<float> costs, int sourceCount, int targetCount) =>
        new MatrixCost(costs, sourceCount, targetCount);

    /// <summary>The cost between two points, in double precision: the scalar reference.</summary>
    /// <param name="x">Coordinates of the source point.</param>
    /// <param name="y">Coordinates of the target point, of the same dimension.</param>
    /// <exception cref="NotSupportedException">The cost is a matrix and knows indices only; see <see cref="Geometry.Evaluate"/>.</exception>
    public abstract double Evaluate(ReadOnlySpan<float> x, ReadOnlySpan<float> y);

    /// <summary>The cost between point i of one support and point j of another.</summary>
    internal virtual double Evaluate(Support source, int i, Support target, int j) => Evaluate(source[i], target[j]);

    /// <summary>The points the cost reads: <paramref name="support"/> itself, or its image on the sphere.</summary>
    internal virtual Support Prepare(Support support, PairSide side) => support;

    /// <summary>Throws where the cost cannot be computed in float32 between these supports; otherwise an upper bound of its absolute value.</summary>
    internal abstract double Bound(Support source, Support target);

    /// <summary>The mean cost under the product of the two measures.</summary>
    internal virtual double Mean(Support source, ReadOnlySpan<double> a, Support target, ReadOnlySpan<double> b)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(target.Count);
        Span<float> row = rented.AsSpan(0, target.Count);
        double mean = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] == 0)
                continue;
            WriteRow(source, i, target, row);
            double sum = 0;
            for (int j = 0; j < row.Length; j++)
                sum += b[j] * row[j];
            mean += a[i] * sum;
        }

        ArrayPool<float>.Shared.Return(rented);
        return mean;
    }

    /// <summary>Writes the costs from source point <paramref name="i"/> to all target points, in float32; equal pairs of points have equal bits.</summary>
    internal abstract void WriteRow(Support source, int i, Support target, Span<float> row);
}

/// <summary>The kinds of ground cost. Their names are part of stored models.</summary>
public enum GroundCostKind
{
    /// <summary>See <see cref="GroundCost.SquaredEuclidean"/>.</summary>
    SquaredEuclidean,

    /// <summary>See <see cref="GroundCost.SphereArc"/>.</summary>
    SphereArc,

    /// <summary>See <see cref="GroundCost.FromMatrix"/>.</summary>
    Matrix,
}
