using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Microsoft.ML.SlicedOT;

namespace DigitMap;

/// <summary>Classical multidimensional scaling (Torgerson 1952).</summary>
internal static class Scaling
{
    /// <summary>Points of the plane whose squared distances are as close to the costs as those of a projection can be.</summary>
    /// <param name="costs">Squared distances, symmetric.</param>
    /// <param name="explained">The share of the scatter that the plane holds.</param>
    public static (double X, double Y)[] Plane(TransportCostMatrix costs, out double explained)
    {
        int n = costs.RowCount;
        double[] means = [.. Enumerable.Range(0, n).Select(i => costs.Row(i).ToArray().Average(x => (double)x))];
        double mean = means.Average();
        Matrix<double> products = Matrix<double>.Build.Dense(n, n, (i, j) => -0.5 * (costs[i, j] - means[i] - means[j] + mean));
        Evd<double> evd = products.Evd(Symmetricity.Symmetric);
        double[] values = [.. evd.EigenValues.Select(value => value.Real)];
        explained = (values[n - 1] + values[n - 2]) / values.Where(value => value > 0).Sum();
        Vector<double> first = evd.EigenVectors.Column(n - 1) * Math.Sqrt(values[n - 1]), second = evd.EigenVectors.Column(n - 2) * Math.Sqrt(values[n - 2]);
        return [.. Enumerable.Range(0, n).Select(i => (first[i], second[i]))];
    }
}
