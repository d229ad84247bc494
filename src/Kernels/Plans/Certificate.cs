using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// What a pair of potentials proves about its plan, computed in double precision whatever produced the potentials; only the duality gap, every term
/// of which is computed without cancellation, is good to about five digits.
/// </summary>
/// <remarks>
/// <para>
/// It holds for the cost in double precision, <see cref="Geometry.Evaluate"/> of the given coordinates or matrix. Where half-steps read squared distances
/// above dimension 8 and angles on the sphere from a matrix in single precision (about 1e-7 relative, 5e-7 in 784 dimensions), that is true of
/// predictions and of the first sweeps of a solve: the certificate shows what it costs, and sweeps to tolerances below it end in double precision.
/// </para>
/// <para>
/// For an unbalanced problem the values are those of its own primal and dual objective (see <see cref="TransportProblem"/>), the potentials have their best
/// translation, the violation is that of the marginals <c>a^ = a e^(-f/rho1)</c> and <c>b^ = b e^(-g/rho2)</c> they ask for, relative to the mass of those, and
/// the gap is that of the plan itself or of the plan rounded onto a^ and b^, whichever is smaller.
/// </para>
/// </remarks>
/// <param name="MarginalViolation">The L1 violation <c>||P1 - a||_1 + ||P'1 - b||_1</c>.</param>
/// <param name="DualValue">The dual objective: a lower bound of the optimum.</param>
/// <param name="PrimalValue">The primal objective <c>&lt;R, C&gt; + epsilon KL(R | a b^T)</c> of the plan R rounded onto the marginals: an upper bound of the optimum.</param>
/// <param name="DualityGap"><c>PrimalValue - DualValue = epsilon KL(R | P)</c>, never negative: how far the rounded plan can be from optimal at most.</param>
/// <param name="RelativeDualityGap">The gap over the larger of the two values' magnitudes, or over 1.5e-11 of the largest cost plus epsilon where both are smaller
/// than that and so within rounding; at most 1.</param>
/// <param name="TransportCost">The cost <c>&lt;P, C&gt;</c> of the plan as it is.</param>
public sealed record Certificate(
    double MarginalViolation,
    double DualValue,
    double PrimalValue,
    double DualityGap,
    double RelativeDualityGap,
    double TransportCost)
{
    /// <summary>Times largest cost plus epsilon: values below are made of rounding errors, and a gap is nothing relative to them.</summary>
    private const double RoundingScale = 1.0 / (1L << 36);

    /// <summary>Computes the certificate of a pair of potentials; two passes over the entries, O(n + m) memory.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f.</param>
    /// <param name="targetPotential">The m values of g.</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static Certificate Compute(TransportProblem problem, ReadOnlySpan<double> sourcePotential, ReadOnlySpan<double> targetPotential)
    {
        using var workspace = PlanWorkspace.Rent(problem, sourcePotential, targetPotential);
        PlanSums sums = workspace.Sums;
        PackedProblem packed = workspace.Problem;
        Span<double> f = workspace.Source.Span;
        Span<double> g = workspace.Target.Span;
        if (packed.Relaxation is { } relaxation)
        {
            sums.Compute(packed, f, g, keepsRows: true);
            Certificate unbalanced = OfUnbalanced(problem, relaxation, workspace);
            workspace.Finish();
            return unbalanced;
        }

        ReadOnlySpan<double> sourceWeights = packed.Source.ActiveWeights;
        bool isFarOff = Math.Abs(TensorPrimitives.Dot(sourceWeights, f)) > problem.Geometry.CostBound;
        if (isFarOff)
            Centering.Apply(sourceWeights, f, g);
        sums.Compute(packed, f, g, keepsRows: true);
        double dual = isFarOff
            ? TensorPrimitives.Dot(sourceWeights, f) + TensorPrimitives.Dot(packed.Target.ActiveWeights, g) - (problem.Epsilon * (sums.Mass - 1))
            : EntropicDual.Value(problem, sourcePotential, targetPotential, sums.Mass);
        Certificate certificate = Of(problem, dual, sums);
        workspace.Finish();
        return certificate;
    }

    /// <summary>The certificate of potentials whose plan was added up already, with its rows kept.</summary>
    internal static Certificate Of(TransportProblem problem, ReadOnlySpan<double> sourcePotential, ReadOnlySpan<double> targetPotential, PlanSums sums) =>
        Of(problem, EntropicDual.Value(problem, sourcePotential, targetPotential, sums.Mass), sums);

    private static Certificate Of(TransportProblem problem, double dual, PlanSums sums)
    {
        double gap, primal;
        if (Math.Abs(sums.Mass - 1) < 0.5)
        {
            gap = problem.Epsilon * sums.Divergence();
            primal = dual + gap;
        }
        else
        {
            primal = sums.RoundedPrimalValue(); // a huge mass would swamp the sum of the two
            gap = primal - dual;
        }

        return new Certificate(sums.MarginalViolation, dual, primal, gap, RelativeGap(problem, dual, primal, gap), sums.TransportCost);
    }

    /// <summary>
    /// The certificate of an unbalanced problem, packed as the balanced one between the marginals a^ and b^ that its potentials ask for. For every plan Q
    /// <c>primal(Q) - dual(f, g) = epsilon KL(Q | P_fg) + rho1 KL(Q1 | a^) + rho2 KL(Q'1 | b^)</c>: with the plan itself the first term is gone, rounded
    /// onto a^ and b^ the others are. The first is quadratic in the violation but has rho for a factor.
    /// </summary>
    private static Certificate OfUnbalanced(TransportProblem problem, RelaxedMarginals relaxation, PlanWorkspace workspace)
    {
        PlanSums sums = workspace.Sums;
        PackedProblem packed = workspace.Problem;
        ReadOnlySpan<double> a = packed.Source.ActiveWeights, b = packed.Target.ActiveWeights;
        double balancedDual = TensorPrimitives.Dot(a, workspace.Source.Span) + TensorPrimitives.Dot(b, workspace.Target.Span) - (problem.Epsilon * (sums.Mass - 1));
        double rounded = Of(problem, balancedDual, sums).DualityGap;
        double direct = problem.SourcePenalty.IsExact || problem.TargetPenalty.IsExact
            ? double.PositiveInfinity
            : (problem.SourcePenalty.Value * UnbalancedDual.Divergence(sums.RowSums, a)) + (problem.TargetPenalty.Value * UnbalancedDual.Divergence(sums.ColumnSums, b));
        double gap = workspace.Mass * Math.Min(rounded, direct);
        double dual = UnbalancedDual.Value(problem, relaxation.LogMass, relaxation.Means, sums.Mass);
        double primal = dual + gap;
        return new Certificate(sums.MarginalViolation, dual, primal, gap, RelativeGap(problem, dual, primal, gap), workspace.Mass * sums.TransportCost);
    }

    private static double RelativeGap(TransportProblem problem, double dual, double primal, double gap)
    {
        double rounding = RoundingScale * (problem.Geometry.CostBound + problem.Epsilon);
        double magnitude = Math.Max(rounding, Math.Max(Math.Abs(primal), Math.Abs(dual)));
        return gap < magnitude ? gap / magnitude : 1;
    }
}
