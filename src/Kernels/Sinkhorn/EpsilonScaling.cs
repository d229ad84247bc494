namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Epsilon scaling (Kosowsky and Yuille 1994; Schmitzer 2019, section 3.3): a small epsilon is approached through larger ones, each solved
/// loosely from where the last ended. Sweeps at a small epsilon move potentials by about epsilon each, those at a large one by as much as is needed.
/// </summary>
internal static class EpsilonScaling
{
    /// <summary>Above this epsilon over the mean cost a solver that may choose starts at once.</summary>
    private const double LargestRelativeEpsilon = 3e-3;

    /// <summary>The same where a start is given, which has to be far from the solution besides.</summary>
    private const double LargestRelativeEpsilonFromStart = 2e-3;

    /// <summary>A start of more than this violation is far from the solution: sweeps at a small epsilon take longer from there than coming through larger ones.</summary>
    private const double FarViolation = 0.3;

    /// <summary>The largest epsilon over the mean cost; the first level is at or below it.</summary>
    private const double FirstRelativeEpsilon = 0.1;

    /// <summary>What epsilon is divided by from level to level.</summary>
    private const double Factor = 4;

    /// <summary>
    /// The violation at which a level ends, or the tolerance asked for where that is larger. Looser levels end on the plateau of the next; tighter ones
    /// sweep for digits that the next epsilon changes.
    /// </summary>
    private const double LevelTolerance = 3e-4;

    /// <summary>A level takes at most this share of the sweeps that are left, and no more than <see cref="LevelSweeps"/>: one that needs more has done its work.</summary>
    private const int LevelShare = 8;

    /// <summary>Most sweeps of a level.</summary>
    private const int LevelSweeps = 1000;

    /// <summary>A matrix's mean cost is taken to be at least this share of its largest: costs of both signs cancel.</summary>
    private const double MatrixShare = 0.25;

    /// <summary>Where fewer sweeps are allowed, a solver that may choose spends them all at the epsilon asked for.</summary>
    private const int LeastSweeps = 200;

    /// <summary>Moves the iteration's source potential to near the solution where that pays or is asked for.</summary>
    /// <returns>How many larger epsilons were solved for.</returns>
    public static int Approach(SolverWorkspace workspace, SinkhornOptions options, bool hasStart, CancellationToken cancellationToken)
    {
        PackedProblem packed = workspace.Problem;
        TransportProblem problem = packed.Problem;
        double largest = LargestEpsilon(problem, options, hasStart);
        int levels = 0;
        if (largest > problem.Epsilon && hasStart && options.EpsilonScaling is null && !IsFar(workspace, options))
            return 0;
        while (problem.Epsilon * Math.Pow(Factor, levels + 1) <= largest)
            levels++;
        int taken = 0;
        for (int level = levels; level > 0 && workspace.Iteration.Sweeps < options.MaximumSweeps - 1; level--)
        {
            packed.ChangeEpsilon(problem.Epsilon * Math.Pow(Factor, level));
            int sweeps = workspace.Iteration.Sweeps;
            int allowed = sweeps + Math.Clamp((options.MaximumSweeps - sweeps) / LevelShare, 1, LevelSweeps);
            HalfSteps halfSteps = SolverStages.Select(workspace, options.Route, stage: 0, isSettled: hasStart || (taken > 0))!;
            ExitReason reason = workspace.Iteration.Run(halfSteps, Math.Max(LevelTolerance, options.Tolerance), allowed, options, isLast: false, cancellationToken);
            if (reason == ExitReason.NumericalFailure)
                workspace.Iteration.Source.Span.Clear();
            else
                workspace.Iteration.BestSource.Span.CopyTo(workspace.Iteration.Source.Span);
            taken++;
        }

        packed.ChangeEpsilon(problem.Epsilon);
        return taken;
    }

    /// <summary>Whether one sweep finds the start far from the solution.</summary>
    private static bool IsFar(SolverWorkspace workspace, SinkhornOptions options)
    {
        HalfSteps halfSteps = SolverStages.Select(workspace, options.Route, stage: 0, isSettled: true)!;
        return !(workspace.Iteration.Sweep(halfSteps) <= FarViolation);
    }

    /// <summary>The bound of the epsilons to come through; not above the problem's own where it is solved at once.</summary>
    private static double LargestEpsilon(TransportProblem problem, SinkhornOptions options, bool hasStart)
    {
        bool mayChoose = options.EpsilonScaling is null;
        double mostRelative = hasStart ? LargestRelativeEpsilonFromStart : LargestRelativeEpsilon;
        if (options.EpsilonScaling == false
            || (mayChoose && (options.MaximumSweeps < LeastSweeps || problem.Geometry.CostBound * mostRelative < problem.Epsilon)))
        {
            return 0;
        }

        double mean = Math.Abs(problem.Geometry.MeanCost(problem.Source.Weights, problem.Target.Weights));
        if (problem.Geometry.Cost is MatrixCost)
            mean = Math.Max(mean, MatrixShare * problem.Geometry.CostBound);
        return mayChoose && problem.Epsilon > mostRelative * mean ? 0 : FirstRelativeEpsilon * mean;
    }
}
