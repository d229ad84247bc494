namespace Microsoft.ML.SlicedOT;

/// <summary>
/// What a <see cref="TransportCostModel"/> predicts, computed instead: W2² by the network simplex, entropic costs and values by Sinkhorn iterations with a
/// certificate. One thread at a time.
/// </summary>
internal sealed class TransportCostSolver(TransportCostBoundsWorkspace? workspace = null)
{
    private readonly EntropicSolution _solution = new();
    private readonly SinkhornSolver _solver = new(new SinkhornOptions { Certify = true });

    /// <summary>Its buffers for bounds.</summary>
    public TransportCostBoundsWorkspace Workspace { get; } = workspace ?? new TransportCostBoundsWorkspace();

    /// <summary>Replaces a prediction by the solution; false, and no change, where there are too many atoms or no convergence.</summary>
    public bool TrySolve(DiscreteMeasure source, DiscreteMeasure target, TransportCostModel model, ref PredictedTransportCost prediction, CancellationToken cancellationToken = default)
    {
        if (TrySolve(source, target, model.Target, model.Bounds.Epsilon, out double cost, out double lower, out double upper, cancellationToken))
        {
            // Each is proven, so the smallest interval is.
            lower = Math.Max(lower, prediction.Lower);
            upper = Math.Max(lower, Math.Min(upper, prediction.Upper));
            cost = Math.Clamp(cost, lower, upper);
            prediction = model.Target == TransportCostTarget.EntropicCost
                ? prediction with { Cost = cost, IntervalLow = cost, IntervalHigh = cost }
                : new PredictedTransportCost(cost, lower, upper, lower, upper, prediction.IsUnlikeTraining);
            return true;
        }

        return false;
    }

    /// <summary>Computes a cost and what is proven about it.</summary>
    /// <returns>Whether it was: not where there are too many pairs of atoms, or where no convergence was reached.</returns>
    public bool TrySolve(
        DiscreteMeasure source,
        DiscreteMeasure target,
        TransportCostTarget what,
        double epsilon,
        out double cost,
        out double lower,
        out double upper,
        CancellationToken cancellationToken = default)
    {
        (cost, lower, upper) = (0, 0, double.PositiveInfinity);
        if ((long)source.Count * target.Count > ExactTransportCost.MostEntries)
            return false;
        if (what == TransportCostTarget.SquaredWasserstein)
        {
            cost = lower = upper = ExactTransportCost.Compute(source, target, Workspace, cancellationToken);
            return true;
        }

        if (SolveEntropic(source, target, epsilon, cancellationToken) is not { } certificate)
            return false;
        (double Dual, double Primal) value = (certificate.DualValue, certificate.PrimalValue);
        switch (what)
        {
            case TransportCostTarget.EntropicCost:
                cost = certificate.TransportCost;
                break;
            case TransportCostTarget.SinkhornDivergence:
                if (SolveEntropic(source, source, epsilon, cancellationToken) is not { } ofSource)
                    return false;
                (double Dual, double Primal) first = (ofSource.DualValue, ofSource.PrimalValue);
                if (SolveEntropic(target, target, epsilon, cancellationToken) is not { } second)
                    return false;
                cost = Math.Max(0, value.Dual - ((first.Dual + second.DualValue) / 2));
                lower = Math.Max(0, value.Dual - ((first.Primal + second.PrimalValue) / 2));
                upper = Math.Max(cost, value.Primal - ((first.Dual + second.DualValue) / 2));
                break;
            default:
                (cost, lower, upper) = (value.Dual, value.Dual, value.Primal);
                break;
        }

        return double.IsFinite(cost);
    }

    private Certificate? SolveEntropic(DiscreteMeasure source, DiscreteMeasure target, double epsilon, CancellationToken cancellationToken)
    {
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, epsilon);
        _solver.Solve(problem, _solution, cancellationToken: cancellationToken);
        return _solution.ExitReason == ExitReason.Converged ? _solution.Certificate : null;
    }
}
