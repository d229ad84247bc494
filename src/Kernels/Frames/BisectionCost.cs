namespace Microsoft.ML.SlicedOT;

/// <summary>Costs of a part of a bisection plan.</summary>
/// <param name="Plain">The transport cost of the plan bisected to the end.</param>
/// <param name="Cost">The transport cost of the plan that stops where the product coupling of a node is cheaper.</param>
/// <param name="Divergence">The sum of <c>P log(P / (a b))</c> over the entries of the latter.</param>
internal readonly record struct BisectionCost(double Plain, double Cost, double Divergence)
{
    public static BisectionCost operator +(BisectionCost x, BisectionCost y) =>
        new(x.Plain + y.Plain, x.Cost + y.Cost, x.Divergence + y.Divergence);

    /// <summary>The children or the block, whichever has less cost plus epsilon times divergence.</summary>
    public static BisectionCost Cheaper(BisectionCost children, BisectionCost block, double epsilon) =>
        children.Cost + (epsilon * children.Divergence) <= block.Cost + (epsilon * block.Divergence)
            ? children
            : block with { Plain = children.Plain };
}
