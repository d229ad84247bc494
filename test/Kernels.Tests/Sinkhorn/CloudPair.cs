namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Two clouds of weighted atoms, given so that atoms can be moved, split, added and reordered.</summary>
internal sealed record CloudPair(int Dimension, Atom[] Source, Atom[] Target, double RelativeEpsilon)
{
    /// <summary>The problem; epsilon is relative to the mean cost, or 1 where all points coincide.</summary>
    public TransportProblem ToProblem(double? epsilon = null)
    {
        DiscreteMeasure source = ToMeasure(Source);
        DiscreteMeasure target = ToMeasure(Target);
        var geometry = new Geometry(source.Support, target.Support, GroundCost.SquaredEuclidean);
        return new TransportProblem(geometry, source, target, epsilon ?? Epsilon(geometry.MeanCost(source.Weights, target.Weights)));
    }

    public override string ToString() =>
        $"d = {Dimension}, epsilon = {RelativeEpsilon} of the mean cost; {string.Join(" ", Source)} -> {string.Join(" ", Target)}";

    private double Epsilon(double meanCost) => meanCost > 1e-20 ? RelativeEpsilon * meanCost : 1;

    private DiscreteMeasure ToMeasure(Atom[] atoms) => new(
        new Support([.. atoms.SelectMany(static atom => atom.Position)], Dimension), atoms.Select(static atom => atom.Weight).ToArray());
}
