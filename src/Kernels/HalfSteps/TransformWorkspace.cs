using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>The half-steps that are full soft c-transforms, and which of them a problem takes.</summary>
internal sealed class Transforms
{
    /// <summary>For any problem.</summary>
    public LogDomainHalfSteps LogDomain { get; } = new();

    /// <summary>For measures on product grids.</summary>
    public SeparableHalfSteps Separable { get; } = new();

    /// <summary>The bytes held.</summary>
    public long Bytes => LogDomain.Bytes + Separable.Bytes;

    /// <summary>Soft c-transforms of a problem that are good to about 1e-7 of epsilon or better.</summary>
    public TransformHalfSteps Prepare(PackedProblem problem) => SeparableHalfSteps.Applies(problem.Problem.Geometry, problem.Epsilon)
        ? Separable.Prepare(problem)
        : LogDomain.Prepare(problem, KernelPrecision.Mixed);
}

/// <summary>What a single soft c-transform needs.</summary>
internal sealed class TransformWorkspace : Workspace<TransformWorkspace>
{
    /// <summary>The half-steps.</summary>
    public Transforms Transforms { get; } = new();

    /// <summary>The potential that is transformed, at the packed atoms.</summary>
    public AlignedBuffer<double> Potential { get; } = new();

    /// <inheritdoc/>
    protected override long Bytes => Transforms.Bytes + Potential.Bytes;
}
