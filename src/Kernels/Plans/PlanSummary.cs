using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Sums over a plan, at all atoms, in double precision.</summary>
internal sealed record PlanSummary(double[] RowSums, double[] ColumnSums, double Mass, double TransportCost, double MarginalViolation)
{
    /// <summary>Adds up the plan of a pair of potentials.</summary>
    public static PlanSummary Compute(TransportProblem problem, ReadOnlySpan<double> f, ReadOnlySpan<double> g)
    {
        using var workspace = PlanWorkspace.Rent(problem, f, g);
        PlanSums sums = workspace.Sums;
        sums.Compute(workspace.Problem, workspace.Source.Span, workspace.Target.Span);
        var rowSums = new double[problem.SourceCount];
        var columnSums = new double[problem.TargetCount];
        workspace.Problem.Source.Scatter(sums.RowSums, rowSums);
        workspace.Problem.Target.Scatter(sums.ColumnSums, columnSums);
        double mass = workspace.Mass;
        if (mass != 1)
        {
            TensorPrimitives.Multiply(rowSums, mass, rowSums);
            TensorPrimitives.Multiply(columnSums, mass, columnSums);
        }

        workspace.Finish();
        return new PlanSummary(rowSums, columnSums, mass * sums.Mass, mass * sums.TransportCost, sums.MarginalViolation);
    }
}
