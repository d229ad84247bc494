using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>Values of an unbalanced problem whose potentials have their best translation, for weights of any totals A and B.</summary>
internal static class UnbalancedDual
{
    /// <summary>Up to here series replace differences of nearly equal numbers.</summary>
    private const double Small = 1e-4;

    /// <summary>
    /// The dual objective <c>rho1 (A - M) + rho2 (B - M) + epsilon (A B - sum P)</c>, where a^ and b^ both sum to M; for an exact side the limit.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="logMass">The logarithm of M over <see cref="TransportProblem.MassFactor"/>.</param>
    /// <param name="means">What <paramref name="logMass"/> is minus (rho1 + rho2) times, which tells the limit.</param>
    /// <param name="planShare">The plan's sum over M.</param>
    public static double Value(TransportProblem problem, double logMass, double means, double planShare)
    {
        double first = problem.Source.TotalMass, second = problem.Target.TotalMass;
        double mass = Math.Exp(problem.LogMassFactor + logMass);
        return Term(problem.SourcePenalty, problem.TargetPenalty, first, second, problem, logMass, means)
            + Term(problem.TargetPenalty, problem.SourcePenalty, second, first, problem, logMass, means)
            + (problem.Epsilon * ((first * second) - (mass * planShare)));
    }

    /// <summary><c>KL(p | w) = sum_i p_i log(p_i / w_i) - p_i + w_i</c> of marginals that may be all but equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Divergence(ReadOnlySpan<double> marginal, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int k = 0; k < marginal.Length; k++)
        {
            double p = marginal[k], w = weights[k];
            if (w == 0)
                continue;
            double change = (p - w) / w;
            if (Math.Abs(change) < Small)
                sum += w * change * change * (0.5 - (change * ((1.0 / 6) - (change / 12))));
            else
                sum += (p > 0 ? p * Math.Log(p / w) : 0) - p + w;
        }

        return sum;
    }

    /// <summary><c>rho (total - M)</c>.</summary>
    private static double Term(MassPenalty penalty, MassPenalty other, double total, double otherTotal, TransportProblem problem, double logMass, double means)
    {
        double logOther = Math.Log(otherTotal), logRatio = logOther - Math.Log(total);
        if (other.IsExact)
            return -penalty.Value * total * ExpM1(logRatio + logMass);
        double exponent = (problem.Epsilon * logOther) + (other.Value * logRatio);
        return penalty.IsExact
            ? total * (means - exponent)
            : -penalty.Value * total * ExpM1((exponent / problem.PenaltySum) + logMass);
    }

    private static double ExpM1(double x) => Math.Abs(x) < Small ? x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4)))))) : Math.Exp(x) - 1;
}
