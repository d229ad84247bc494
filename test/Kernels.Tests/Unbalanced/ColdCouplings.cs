namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>What predictions of unbalanced pairs are compared with, here and in the benchmarks.</summary>
internal static class ColdCouplings
{
    /// <summary>The coupling two half-steps from potentials of zero.</summary>
    public static Coupling Cold(TransportProblem problem)
    {
        var solution = new EntropicSolution();
        SinkhornSolver.Predict(problem, new double[problem.SourceCount], 2, solution);
        return solution.Coupling();
    }

    /// <summary>The distance of two couplings in the Frobenius norm, relative to the norm of the second.</summary>
    public static double RelativeError(Coupling coupling, Coupling expected)
    {
        double[] row = new double[coupling.TargetCount], other = new double[coupling.TargetCount];
        double difference = 0, size = 0;
        for (int i = 0; i < coupling.SourceCount; i++)
        {
            coupling.WriteRow(i, row);
            expected.WriteRow(i, other);
            for (int j = 0; j < row.Length; j++)
            {
                difference += (row[j] - other[j]) * (row[j] - other[j]);
                size += other[j] * other[j];
            }
        }

        return Math.Sqrt(difference / size);
    }
}
