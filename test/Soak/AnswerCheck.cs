namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>Facts that every answer must satisfy, computed here once more from the row and the coupling.</summary>
internal sealed class AnswerCheck(Scenario scenario)
{
    /// <summary>Roundoff of a float32 coupling's sums.</summary>
    private const double Slack = 1e-5;

    /// <summary>Roundoff of an exponent in double precision, by the largest exponent.</summary>
    private const double Rounding = 4e-15;

    /// <summary>The same in single precision, which predictions and first sweeps use while this stays small.</summary>
    private const double SingleRounding = 1.2e-7;

    private const double LargestSingleRounding = 1e-3;

    /// <summary>What is wrong with an answer, or null.</summary>
    public string? Misses(SoakCase row, CouplingPrediction answer)
    {
        ReadOnlySpan<float> x = scenario.SourceSupport is { } s ? s.Coordinates : row.SourcePoints;
        ReadOnlySpan<float> y = scenario.TargetSupport is { } t ? t.Coordinates : row.TargetPoints;
        int n = x.Length / scenario.Dimension, m = y.Length / scenario.Dimension;
        if (answer.SourcePotential.Length != n || answer.TargetPotential.Length != m || answer.Coupling.Length != n * m
            || answer.TransportedSource.Length != x.Length)
        {
            return $"sizes {answer.SourcePotential.Length}, {answer.TargetPotential.Length}, {answer.Coupling.Length}, {answer.TransportedSource.Length} for {n} x {m}";
        }

        float[] coupling = [.. answer.Coupling.DenseValues()];
        if (Numbers(answer).Concat(coupling).Any(v => !float.IsFinite(v)))
            return "a number is not finite";
        if (coupling.Any(v => v < 0))
            return "an entry of the coupling is negative";
        if (answer.RelativeDualityGap < 0 || answer.MarginalViolation < 0 || answer.DroppedMass < 0 || answer.Sweeps < 0)
            return $"gap {answer.RelativeDualityGap}, violation {answer.MarginalViolation}, dropped mass {answer.DroppedMass} or sweeps {answer.Sweeps} is negative";
        double[] a = Shares(row.SourceWeights, n), b = Shares(row.TargetWeights, m);
        double[] costs = Costs(x, n, y, m);
        double exponent = costs.Max(Math.Abs) / scenario.Options.Epsilon!.Value;
        double rounding = (Rounding * exponent) + Math.Min(LargestSingleRounding, SingleRounding * exponent);
        if (!scenario.IsBalanced)
            return MissesMasses(row, answer, coupling, n, rounding) ?? MissesRelaxedCosts(answer, coupling, costs, rounding) ?? MissesHull(answer, y);
        return MissesMarginals(answer, coupling, a, b, rounding) ?? MissesCosts(answer, coupling, costs, a, b, rounding) ?? MissesHull(answer, y);
    }

    private double[] Costs(ReadOnlySpan<float> x, int n, ReadOnlySpan<float> y, int m)
    {
        var costs = new double[n * m];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                costs[(i * m) + j] = scenario.Cost(x, i, y, j);
        return costs;
    }

    private string? MissesMarginals(CouplingPrediction answer, float[] coupling, double[] a, double[] b, double rounding)
    {
        double rows = 0, columns = 0, total = coupling.Sum(v => (double)v);
        for (int i = 0; i < a.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < b.Length; j++)
                sum += coupling[(i * b.Length) + j];
            rows += Math.Abs(sum - a[i]);
        }

        for (int j = 0; j < b.Length; j++)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
                sum += coupling[(i * b.Length) + j];
            columns += Math.Abs(sum - b[j]);
        }

        double slack = Slack + rounding + (2 * answer.DroppedMass);
        if (Math.Abs(total + answer.DroppedMass - 1) > Slack + rounding)
            return $"the coupling and what was dropped sum to {total + answer.DroppedMass}";
        if (scenario.Options.ExactFeasibility ? rows + columns > slack : Math.Abs(rows + columns - answer.MarginalViolation) > slack)
            return $"the marginals are off by {rows} + {columns} and the violation is said to be {answer.MarginalViolation}";
        if (answer.ExitReason == nameof(ExitReason.Predicted) && Math.Min(rows, columns) > slack)
            return $"no marginal of the prediction is exact: {rows}, {columns}";
        if (!Enum.TryParse(answer.ExitReason, out ExitReason reason) || reason == ExitReason.NumericalFailure)
            return $"exit reason '{answer.ExitReason}'";
        if (reason == ExitReason.Converged && scenario.Tolerance is { } tolerance && answer.MarginalViolation > (1.01 * tolerance) + rounding)
            return $"converged to {tolerance} and violation {answer.MarginalViolation}";
        return null;
    }

    private string? MissesCosts(CouplingPrediction answer, float[] coupling, double[] costs, double[] a, double[] b, double rounding)
    {
        double cost = 0, product = 0;
        for (int k = 0; k < costs.Length; k++)
        {
            cost += coupling[k] * costs[k];
            product += a[k / b.Length] * b[k % b.Length] * costs[k];
        }

        // Costs below the range of float32 are zero; arcs between directions that are rounded to float32 are off by that rounding.
        double slack = ((Slack + rounding + answer.DroppedMass) * costs.Max(Math.Abs)) + (scenario.IsSphere ? 1e-6 : 1e-37);
        if (!scenario.Options.ExactFeasibility && Math.Abs(cost - answer.TransportCost) > slack)
            return $"the coupling costs {cost} and is said to cost {answer.TransportCost}";

        // A cost of zero and potentials of zero leave roundoff in units of epsilon.
        slack += Slack * scenario.Options.Epsilon!.Value;

        // The product coupling is feasible and its entropy term zero: its cost bounds every dual value from above.
        if (answer.DualValue > product + slack)
            return $"the dual value is {answer.DualValue} and the product coupling costs {product}";
        return null;
    }

    /// <summary>Masses are the coupling's sums, and an exact side's are its weights once solved.</summary>
    private string? MissesMasses(SoakCase row, CouplingPrediction answer, float[] coupling, int n, double rounding)
    {
        int m = coupling.Length / n;
        var leaving = new double[n];
        var arriving = new double[m];
        for (int k = 0; k < coupling.Length; k++)
        {
            leaving[k / m] += coupling[k];
            arriving[k % m] += coupling[k];
        }

        double total = answer.TotalMass, slack = ((Slack + rounding) * total) + answer.DroppedMass + (coupling.Length * float.Epsilon); // masses may be denormal
        if (Math.Abs(leaving.Sum() + answer.DroppedMass - total) > slack)
            return $"the coupling and what was dropped sum to {leaving.Sum() + answer.DroppedMass}, and the mass is said to be {total}";
        if (leaving.Zip(answer.SourceMass, (x, y) => Math.Abs(x - y)).Max() > slack || arriving.Zip(answer.TargetMass, (x, y) => Math.Abs(x - y)).Max() > slack)
            return "the coupling's sums are not the masses";
        if (!Enum.TryParse(answer.ExitReason, out ExitReason reason) || reason == ExitReason.NumericalFailure)
            return $"exit reason '{answer.ExitReason}'";
        if (reason != ExitReason.Converged)
            return null;
        double violation = (2 * slack) + (scenario.Tolerance ?? 0);
        if (scenario.Options.SourceMassPenalty.IsExact && row.SourceWeights.Zip(leaving, (x, y) => Math.Abs(x - y)).Sum() > violation * Math.Max(1, total))
            return "the source is exact, and what leaves is not its weights";
        if (scenario.Options.TargetMassPenalty.IsExact && row.TargetWeights.Zip(arriving, (x, y) => Math.Abs(x - y)).Sum() > violation * Math.Max(1, total))
            return "the target is exact, and what arrives is not its weights";
        return null;
    }

    private static string? MissesRelaxedCosts(CouplingPrediction answer, float[] coupling, double[] costs, double rounding)
    {
        double cost = coupling.Zip(costs, (p, c) => (double)p * c).Sum(), slack = ((((Slack + rounding) * answer.TotalMass) + answer.DroppedMass) * costs.Max(Math.Abs)) + 1e-37;
        if (Math.Abs(cost - answer.TransportCost) > slack)
            return $"the coupling costs {cost} and is said to cost {answer.TransportCost}";
        return answer.DualValue > answer.PrimalValue + (1e-5 * Math.Abs(answer.PrimalValue)) + 1e-37
            ? $"the dual value is {answer.DualValue} and the primal {answer.PrimalValue}"
            : null;
    }

    private string? MissesHull(CouplingPrediction answer, ReadOnlySpan<float> y)
    {
        int d = scenario.Dimension;
        for (int k = 0; k < d; k++)
        {
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            for (int j = k; j < y.Length; j += d)
                (low, high) = (Math.Min(low, y[j]), Math.Max(high, y[j]));
            float slack = 1e-5f * Math.Max(Math.Abs(low), Math.Abs(high));
            for (int i = k; i < answer.TransportedSource.Length; i += d)
            {
                float value = answer.TransportedSource[i];
                if (value < low - slack || value > high + slack)
                    return $"source point {i / d} goes to {value} in coordinate {k}, and targets lie between {low} and {high}";
            }
        }

        return null;
    }

    private static IEnumerable<float> Numbers(CouplingPrediction answer) =>
    [
        .. answer.SourcePotential, .. answer.TargetPotential, .. answer.TransportedSource,
        answer.TransportCost, answer.DualValue, answer.MarginalViolation, answer.RelativeDualityGap, answer.DroppedMass,
    ];

    private static double[] Shares(float[] weights, int count)
    {
        if (weights.Length == 0)
            return [.. Enumerable.Repeat(1.0 / count, count)];
        double mass = weights.Sum(w => (double)w);
        return [.. weights.Select(w => w / mass)];
    }
}
