namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>The predicted coupling computed entry by entry in double precision.</summary>
internal sealed class DensePlan(TransportProblem problem)
{
    internal double[] AfterTwoHalfSteps(ReadOnlySpan<double> sourcePotential)
    {
        int n = problem.SourceCount, m = problem.TargetCount;
        ReadOnlySpan<double> a = problem.Source.Weights, b = problem.Target.Weights;
        double epsilon = problem.Epsilon;
        double[] f = sourcePotential.ToArray(), g = new double[m];
        for (int j = 0; j < m; j++)
        {
            double sum = 0;
            for (int i = 0; i < n; i++)
                sum += a[i] * Math.Exp((f[i] - problem.Geometry.Evaluate(i, j)) / epsilon);
            g[j] = -epsilon * Math.Log(sum);
        }

        var plan = new double[n * m];
        for (int i = 0; i < n; i++)
        {
            double sum = 0;
            for (int j = 0; j < m; j++)
                sum += b[j] * Math.Exp((g[j] - problem.Geometry.Evaluate(i, j)) / epsilon);
            f[i] = -epsilon * Math.Log(sum);
            for (int j = 0; j < m; j++)
                plan[(i * m) + j] = a[i] * b[j] * Math.Exp((f[i] + g[j] - problem.Geometry.Evaluate(i, j)) / epsilon);
        }

        return plan;
    }
}
