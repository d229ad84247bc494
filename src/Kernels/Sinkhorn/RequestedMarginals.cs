namespace Microsoft.ML.SlicedOT;

/// <summary>The balanced problem between the marginals that an unbalanced problem's solution asks for: it has the same coupling, up to its mass.</summary>
internal static class RequestedMarginals
{
    /// <summary>Makes the problem of a solution.</summary>
    /// <param name="solution">The solution of an unbalanced problem.</param>
    /// <param name="sourcePotential">Receives the balanced problem's source potential, up to a constant: that of the solution without its damping.</param>
    public static TransportProblem Of(EntropicSolution solution, Span<double> sourcePotential)
    {
        TransportProblem problem = solution.Problem;
        double inverse = 1 / problem.SourcePenalty.Value;
        for (int i = 0; i < sourcePotential.Length; i++)
            sourcePotential[i] = solution.SourcePotential[i] * (1 + (problem.Epsilon * inverse));
        return new TransportProblem(
            problem.Geometry, Measure(problem.Source, solution.SourcePotential, inverse), Measure(problem.Target, solution.TargetPotential, 1 / problem.TargetPenalty.Value), problem.Epsilon);
    }

    private static DiscreteMeasure Measure(DiscreteMeasure measure, ReadOnlySpan<double> potential, double inverse)
    {
        var weights = new double[measure.Count];
        SoftMean.Weigh(measure.Weights, potential, SoftMean.Of(measure.Weights, potential, inverse, weights), inverse, weights);
        return new DiscreteMeasure(measure.Support, weights);
    }
}
