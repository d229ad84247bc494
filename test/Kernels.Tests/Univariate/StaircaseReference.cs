namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Plain transport on the line by the north-west corner rule, on the atoms with mass: the reference of the tests.</summary>
internal static class StaircaseReference
{
    /// <summary>Least transport cost: the cost of the monotone coupling.</summary>
    internal static double Cost(LineProblem problem)
    {
        (int[] i, int[] j) = (PositiveAscending(problem.S, problem.A), PositiveAscending(problem.T, problem.B));
        double sumOfA = problem.A.Sum();
        double sumOfB = problem.B.Sum();
        double cost = 0;
        double restOfSource = problem.A[i[0]] / sumOfA;
        double restOfTarget = problem.B[j[0]] / sumOfB;
        for (int p = 0, q = 0; ;)
        {
            double moved = Math.Min(restOfSource, restOfTarget);
            cost += moved * problem.Cost(problem.S[i[p]], problem.T[j[q]]);
            restOfSource -= moved;
            restOfTarget -= moved;
            if (restOfSource <= restOfTarget)
            {
                if (++p == i.Length)
                    return cost;
                restOfSource = problem.A[i[p]] / sumOfA;
            }
            else
            {
                if (++q == j.Length)
                    return cost;
                restOfTarget = problem.B[j[q]] / sumOfB;
            }
        }
    }

    /// <summary>Source potentials (NaN at atoms without mass, mean 0) of the walk that takes the source's step first where cumulative masses tie, or the target's.</summary>
    internal static double[] Potential(LineProblem problem, bool sourceFirst)
    {
        (int[] i, int[] j) = (PositiveAscending(problem.S, problem.A), PositiveAscending(problem.T, problem.B));
        // Products instead of quotients: integer weights then tie exactly.
        double sumOfA = problem.A.Sum();
        double sumOfB = problem.B.Sum();
        var phi = new double[problem.S.Length];
        Array.Fill(phi, double.NaN);
        double leftOfSource = problem.A[i[0]] * sumOfB;
        double leftOfTarget = problem.B[j[0]] * sumOfA;
        phi[i[0]] = 0;
        double psi = problem.Cost(problem.S[i[0]], problem.T[j[0]]);
        for (int p = 0, q = 0; p < i.Length - 1 || q < j.Length - 1;)
        {
            bool stepOfSource = q == j.Length - 1 || (p < i.Length - 1 && (leftOfSource < leftOfTarget || (leftOfSource == leftOfTarget && sourceFirst)));
            if (stepOfSource)
            {
                p++;
                leftOfSource += problem.A[i[p]] * sumOfB;
                phi[i[p]] = problem.Cost(problem.S[i[p]], problem.T[j[q]]) - psi;
            }
            else
            {
                q++;
                leftOfTarget += problem.B[j[q]] * sumOfA;
                psi = problem.Cost(problem.S[i[p]], problem.T[j[q]]) - phi[i[p]];
            }
        }

        double mean = i.Sum(k => problem.A[k] / sumOfA * phi[k]);
        return [.. phi.Select(value => value - mean)];
    }

    private static int[] PositiveAscending(float[] positions, double[] weights) =>
        [.. Enumerable.Range(0, positions.Length).Where(k => weights[k] > 0).OrderBy(k => positions[k])];
}
