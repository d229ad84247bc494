namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>
/// The formulas of this folder as plain double-precision loops: what the vectorised kernels are tested against. O(n m) memory, no tricks but
/// the shift by the largest exponent.
/// </summary>
internal static class ScalarReference
{
    /// <summary>The cost, in double precision also where half-steps read it from a matrix in single precision.</summary>
    public static double Cost(TransportProblem problem, int i, int j) => problem.Geometry.Evaluate(i, j);

    /// <summary>What a cost may be off by that half-steps below double precision read from a matrix: the roundoff of a sum in single precision.</summary>
    public static double CostRounding(TransportProblem problem) =>
        problem.Geometry.HasDenseCost && problem.Geometry.Cost.Kind != GroundCostKind.Matrix ? 1.5e-7 * problem.Geometry.CostBound : 0;

    /// <summary><c>g_j = -epsilon log sum_i a_i exp((f_i - C_ij) / epsilon)</c>.</summary>
    public static double[] ToTarget(TransportProblem problem, ReadOnlySpan<double> f)
    {
        var g = new double[problem.TargetCount];
        var terms = new double[problem.SourceCount];
        for (int j = 0; j < g.Length; j++)
        {
            for (int i = 0; i < terms.Length; i++)
                terms[i] = (f[i] - Cost(problem, i, j)) / problem.Epsilon;
            g[j] = -problem.Epsilon * LogSum(problem.Source.Weights, terms);
        }

        return g;
    }

    /// <summary><c>f_i = -epsilon log sum_j b_j exp((g_j - C_ij) / epsilon)</c>.</summary>
    public static double[] ToSource(TransportProblem problem, ReadOnlySpan<double> g)
    {
        var f = new double[problem.SourceCount];
        var terms = new double[problem.TargetCount];
        for (int i = 0; i < f.Length; i++)
        {
            for (int j = 0; j < terms.Length; j++)
                terms[j] = (g[j] - Cost(problem, i, j)) / problem.Epsilon;
            f[i] = -problem.Epsilon * LogSum(problem.Target.Weights, terms);
        }

        return f;
    }

    /// <summary><c>P_ij = a_i b_j exp((f_i + g_j - C_ij) / epsilon)</c>.</summary>
    public static double[,] Plan(TransportProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g)
    {
        var plan = new double[problem.SourceCount, problem.TargetCount];
        for (int i = 0; i < problem.SourceCount; i++)
            for (int j = 0; j < problem.TargetCount; j++)
            {
                double weight = problem.Source.Weights[i] * problem.Target.Weights[j];
                plan[i, j] = weight == 0 ? 0 : weight * Math.Exp((f[i] + g[j] - Cost(problem, i, j)) / problem.Epsilon);
            }

        return plan;
    }

    /// <summary>Row sums.</summary>
    public static double[] RowSums(double[,] plan)
    {
        var sums = new double[plan.GetLength(0)];
        for (int i = 0; i < plan.GetLength(0); i++)
            for (int j = 0; j < plan.GetLength(1); j++)
                sums[i] += plan[i, j];
        return sums;
    }

    /// <summary>Column sums.</summary>
    public static double[] ColumnSums(double[,] plan)
    {
        var sums = new double[plan.GetLength(1)];
        for (int i = 0; i < plan.GetLength(0); i++)
            for (int j = 0; j < plan.GetLength(1); j++)
                sums[j] += plan[i, j];
        return sums;
    }

    /// <summary><c>||P1 - a||_1 + ||P'1 - b||_1</c>.</summary>
    public static double MarginalViolation(TransportProblem problem, double[,] plan)
    {
        double[] rows = RowSums(plan);
        double[] columns = ColumnSums(plan);
        double violation = 0;
        for (int i = 0; i < rows.Length; i++)
            violation += Math.Abs(rows[i] - problem.Source.Weights[i]);
        for (int j = 0; j < columns.Length; j++)
            violation += Math.Abs(columns[j] - problem.Target.Weights[j]);
        return violation;
    }

    /// <summary><c>&lt;a, f&gt; + &lt;b, g&gt; - epsilon (sum P - 1)</c>.</summary>
    public static double DualValue(TransportProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g)
    {
        double value = 0;
        for (int i = 0; i < f.Length; i++)
            value += problem.Source.Weights[i] * f[i];
        for (int j = 0; j < g.Length; j++)
            value += problem.Target.Weights[j] * g[j];
        return value - (problem.Epsilon * (RowSums(Plan(problem, f, g)).Sum() - 1));
    }

    /// <summary><c>&lt;R, C&gt; + epsilon KL(R | a b^T)</c>.</summary>
    public static double PrimalValue(TransportProblem problem, double[,] plan)
    {
        double value = 0;
        for (int i = 0; i < problem.SourceCount; i++)
            for (int j = 0; j < problem.TargetCount; j++)
            {
                double product = problem.Source.Weights[i] * problem.Target.Weights[j];
                double entry = plan[i, j];
                value += entry * Cost(problem, i, j);
                if (product > 0)
                    value += problem.Epsilon * ((entry > 0 ? entry * Math.Log(entry / product) : 0) - entry + product);
            }

        return value;
    }

    /// <summary>Altschuler, Weed and Rigollet 2017, algorithm 2.</summary>
    public static double[,] Round(TransportProblem problem, double[,] plan)
    {
        int n = problem.SourceCount;
        int m = problem.TargetCount;
        var rounded = (double[,])plan.Clone();
        double[] sums = RowSums(rounded);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                rounded[i, j] *= sums[i] > problem.Source.Weights[i] ? problem.Source.Weights[i] / sums[i] : 1;
        sums = ColumnSums(rounded);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                rounded[i, j] *= sums[j] > problem.Target.Weights[j] ? problem.Target.Weights[j] / sums[j] : 1;
        double[] rows = RowSums(rounded);
        double[] columns = ColumnSums(rounded);
        double missing = 1 - rows.Sum();
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                rounded[i, j] += missing > 0 ? (problem.Source.Weights[i] - rows[i]) * (problem.Target.Weights[j] - columns[j]) / missing : 0;
        return rounded;
    }

    private static double LogSum(ReadOnlySpan<double> weights, ReadOnlySpan<double> terms)
    {
        double largest = double.NegativeInfinity;
        for (int k = 0; k < terms.Length; k++)
        {
            if (weights[k] > 0)
                largest = Math.Max(largest, terms[k]);
        }

        double sum = 0;
        for (int k = 0; k < terms.Length; k++)
        {
            if (weights[k] > 0)
                sum += weights[k] * Math.Exp(terms[k] - largest);
        }

        return largest + Math.Log(sum);
    }
}
