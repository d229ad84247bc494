using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The barycentric projection of a coupling: every source point moved to the mean of where its mass goes,
/// <c>T(x_i) = sum_j P_ij y_j / sum_j P_ij</c>.
/// </summary>
public static unsafe class BarycentricProjection
{
    /// <summary>Computes the projection of all source points; O(n + m) memory.</summary>
    /// <param name="problem">Measures, cost and epsilon.</param>
    /// <param name="sourcePotential">The n values of f. They cancel in the quotient, which is therefore defined at atoms of zero weight too.</param>
    /// <param name="targetPotential">The m values of g.</param>
    /// <param name="destination">Receives n x d coordinates, row-major.</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public static void Compute(TransportProblem problem, ReadOnlySpan<double> sourcePotential, ReadOnlySpan<double> targetPotential, Span<float> destination)
    {
        using TransportWorkspace workspace = PlanWorkspace.Rent(problem, sourcePotential, targetPotential);
        Support points = problem.Geometry.Target;
        int dimension = points.Dimension;
        if (destination.Length != (long)problem.SourceCount * dimension)
        {
            throw new ArgumentException(
                $"The destination holds {destination.Length} coordinates; {problem.SourceCount} points of dimension {dimension} need {(long)problem.SourceCount * dimension}.",
                nameof(destination));
        }

        PackedProblem packed = workspace.Problem;
        PackedSide target = packed.Target;
        int count = problem.SourceCount;
        Span<double> logSums = workspace.BestSource.Resize(count);
        logSums.Clear();
        workspace.LogDomain.Prepare(packed, KernelPrecision.Double).ToSource(workspace.Target.Span, logSums, all: true);
        AlignedBuffer<double> offsets = workspace.BestTarget;
        PlanOffsets.Write(workspace.Target.Span, target, packed.Scale, offsets);

        Span<double> row = workspace.Scratch.Resize(target.PaddedCount)[..target.ActiveCount];
        Span<double> coordinates = workspace.SourceImage.Resize(target.ActiveCount * dimension);
        GatherAxes(points, target, coordinates);
        ExponentialKernel kernel = ExponentialKernel.For(packed.Shape, KernelPrecision.Double);
        CostRows rows = packed.SourceRows(all: true);
        for (int i = 0; i < count; i++)
        {
            kernel.StoreRow(rows, offsets.Pointer, packed.Scale, i, logSums[i] * packed.Scale, workspace.Scratch.Pointer, target.PaddedCount);
            double mass = TensorPrimitives.Sum<double>(row);
            for (int k = 0; k < dimension; k++)
            {
                double sum = TensorPrimitives.Dot<double>(row, coordinates.Slice(k * row.Length, row.Length));
                destination[(i * dimension) + k] = (float)(sum / mass);
            }
        }
    }

    private static void GatherAxes(Support points, PackedSide side, Span<double> coordinates)
    {
        int count = side.ActiveCount;
        for (int k = 0; k < points.Dimension; k++)
        {
            ReadOnlySpan<float> axis = points.Axis(k);
            for (int j = 0; j < count; j++)
                coordinates[(k * count) + j] = axis[side.HasAllAtoms ? j : side.ActiveIndex[j]];
        }
    }
}
