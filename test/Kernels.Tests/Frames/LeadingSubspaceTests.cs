using MathNet.Numerics.LinearAlgebra;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class LeadingSubspaceTests
{
    [Theory]
    [InlineData(33, 20, 31, false)]
    [InlineData(40, 60, 50, true)]
    [InlineData(100, 90, 7, true)]
    [InlineData(200, 300, 280, false)]
    [InlineData(1000, 50, 40, true)]
    public void CarriesAlmostAsMuchVarianceAsTheLeadingEigenvectors(int d, int n, int m, bool weighted)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(d, n, m, weighted);
        var subspace = new LeadingSubspace();
        foreach (int most in new[] { 12, LeadingSubspace.Largest })
        {
            subspace.Find(source, target, most, rounds: 2);
            double[] variances = [.. (Covariance(source) + Covariance(target)).Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).OrderDescending()];
            double all = variances.Sum(), leading = variances.Take(most).Sum(), captured = all - subspace.SourceRest - subspace.TargetRest;
            Assert.Equal(Math.Min(most, Math.Min(d, n + m - 2)), subspace.Rank);
            Assert.InRange(captured, 0.99 * leading, leading * (1 + 1e-9));
        }
    }

    [Theory]
    [InlineData(33, 20, 31, false)]
    [InlineData(65, 30, 45, true)]
    [InlineData(700, 80, 77, false)]
    public void ProjectionsAndRestsMakeUpEachAtom(int d, int n, int m, bool weighted)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(d, n, m, weighted);
        var subspace = new LeadingSubspace();
        subspace.Find(source, target, 12, rounds: 1);
        double[] from = Mean(source), to = Mean(target);
        double scale = subspace.SourceRest + subspace.TargetRest + subspace.Shift;
        for (int i = 0; i < n; i++)
        {
            double square = 0, linear = 0;
            for (int k = 0; k < d; k++)
            {
                double x = source.Support[i][k] - from[k];
                square += x * x;
                linear += 2 * x * (from[k] - to[k]);
            }

            double projected = subspace.Source.Support[i].ToArray().Sum(u => (double)u * u);
            Assert.Equal(square, projected + subspace.Rest[i], 1e-6 * (square + scale));
            Assert.Equal(linear, subspace.Linear[i], 1e-9 * (square + scale));
        }

        Assert.Equal(from.Zip(to, (x, y) => (x - y) * (x - y)).Sum(), subspace.Shift, 1e-9 * scale);
        Assert.Equal(Covariance(source).Trace(), Covariance(subspace.Source).Trace() + subspace.SourceRest, 1e-6 * scale);
        Assert.Equal(Covariance(target).Trace(), Covariance(subspace.Target).Trace() + subspace.TargetRest, 1e-6 * scale);
        Assert.Equal(source.Weights.ToArray(), subspace.Source.Weights.ToArray(), (x, y) => Math.Abs(x - y) < 1e-15);

        // The directions are orthonormal and those of eigenvectors: projected, A + B has nothing beside the diagonal, which falls.
        Matrix<double> sum = Covariance(subspace.Source) + Covariance(subspace.Target);
        for (int p = 0; p < subspace.Rank; p++)
        {
            for (int q = 0; q < p; q++)
                Assert.Equal(0, sum[p, q], 1e-6 * sum[0, 0]);
            Assert.InRange(sum[p, p], 0, p == 0 ? double.PositiveInfinity : sum[p - 1, p - 1] * (1 + 1e-6));
        }
    }

    [Fact]
    public void OfPointsInASubspaceNothingIsLeftAndDistancesStay()
    {
        (DiscreteMeasure low, DiscreteMeasure other) = HighClouds.Pair(3, 40, 25, weighted: true);
        DiscreteMeasure source = HighClouds.Embed(low, 90), target = HighClouds.Embed(other, 90);
        var subspace = new LeadingSubspace();
        subspace.Find(source, target, LeadingSubspace.Largest, rounds: 2);
        Assert.Equal(3, subspace.Rank);
        double spread = Covariance(low).Trace();
        Assert.InRange(subspace.SourceRest + subspace.TargetRest, 0, 1e-10 * spread);
        for (int i = 1; i < 40; i++)
            Assert.Equal(Measures.Cost(low.Support[i], low.Support[i - 1]), Measures.Cost(subspace.Source.Support[i], subspace.Source.Support[i - 1]), 1e-5 * spread);
    }

    [Fact]
    public void WhatDoesNotVaryHasOneDirectionAndNothingLeft()
    {
        float[] point = [.. Enumerable.Range(0, 50).Select(k => k * 0.1f)];
        DiscreteMeasure atom = new(new Support(point, 50)), three = new(new Support([.. point, .. point, .. point], 50));
        var subspace = new LeadingSubspace();
        subspace.Find(atom, three, LeadingSubspace.Largest, rounds: 2);
        Assert.Equal(1, subspace.Rank);
        Assert.Equal(0, subspace.SourceRest + subspace.TargetRest, 1e-12);
        Assert.All(subspace.Target.Support.Coordinates.ToArray(), value => Assert.Equal(0, value, 1e-6));
    }

    [Fact]
    public void BitsDoNotDependOnWhatWasFoundBeforeAndNothingIsAllocatedAgain()
    {
        (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(70, 40, 55, weighted: true);
        (DiscreteMeasure wide, DiscreteMeasure other) = HighClouds.Pair(300, 30, 8, weighted: false);
        var subspace = new LeadingSubspace();
        float[] Find()
        {
            subspace.Find(source, target, LeadingSubspace.Largest, rounds: 2);
            return [.. subspace.Source.Support.Coordinates, .. subspace.Target.Support.Coordinates];
        }

        float[] first = Find();
        subspace.Find(wide, other, 12, rounds: 1);
        Assert.Equal(first, Find());
        for (int round = 0; round < 3; round++)
        {
            subspace.Find(wide, other, 12, rounds: 1);
            subspace.Find(source, target, LeadingSubspace.Largest, rounds: 2);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 3; round++)
        {
            subspace.Find(wide, other, 12, rounds: 1);
            subspace.Find(source, target, LeadingSubspace.Largest, rounds: 2);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500);
    }

    private static double[] Mean(DiscreteMeasure measure)
    {
        var mean = new double[measure.Dimension];
        for (int i = 0; i < measure.Count; i++)
            for (int k = 0; k < mean.Length; k++)
                mean[k] += measure.Weights[i] * measure.Support[i][k];
        return mean;
    }

    private static Matrix<double> Covariance(DiscreteMeasure measure)
    {
        double[] mean = Mean(measure);
        Matrix<double> roots = Matrix<double>.Build.Dense(measure.Count, mean.Length, (i, k) => Math.Sqrt(measure.Weights[i]) * (measure.Support[i][k] - mean[k]));
        return roots.TransposeThisAndMultiply(roots);
    }
}

/// <summary>Clouds of many dimensions.</summary>
internal static class HighClouds
{
    /// <summary>Three clusters a side and a spread that falls from direction to direction, in a turned frame.</summary>
    public static (DiscreteMeasure Source, DiscreteMeasure Target) Pair(int d, int n, int m, bool weighted, int seed = 1)
    {
        double[] Cloud(int count, int side)
        {
            double[] normal = Measures.Normal(seed + (10 * side), count, d), centres = Measures.Normal(seed + (10 * side) + 5, 3, d);
            var points = new double[count * d];
            for (int i = 0; i < count; i++)
                for (int k = 0; k < d; k++)
                    points[(i * d) + k] = (((normal[(i * d) + k] * (1 + side)) + (2 * centres[(i % 3 * d) + k])) / (1 + (k / 2.0)) / Math.Sqrt(1 + k)) + side;
            return points;
        }

        double[] x = Cloud(n, 0), y = Cloud(m, 1);
        return weighted
            ? (Measures.Weighted(d, x, [.. Enumerable.Range(0, n).Select(i => 1.0 + (i % 5))]), Measures.Weighted(d, y, [.. Enumerable.Range(0, m).Select(j => 1.0 + (j % 7))]))
            : (Measures.Of(d, x), Measures.Of(d, y));
    }

    /// <summary>The same measure in more dimensions, along orthonormal vectors of no special direction and away from the origin.</summary>
    public static DiscreteMeasure Embed(DiscreteMeasure measure, int d)
    {
        int low = measure.Dimension;
        Matrix<double> vectors = Matrix<double>.Build.Dense(d, low, Measures.Normal(77, low, d)).QR().Q.SubMatrix(0, d, 0, low);
        var points = new double[measure.Count * d];
        for (int i = 0; i < measure.Count; i++)
            for (int k = 0; k < d; k++)
                points[(i * d) + k] = 0.5 + Enumerable.Range(0, low).Sum(l => vectors[k, l] * measure.Support[i][l]);
        return Measures.Weighted(d, points, measure.Weights.ToArray());
    }
}
