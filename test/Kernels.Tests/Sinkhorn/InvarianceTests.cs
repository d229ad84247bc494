namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>What must not change a solution, and what must change it in a known way, on random clouds.</summary>
public class InvarianceTests
{
    private static readonly SinkhornSolver Solver = new(new SinkhornOptions { Tolerance = 1e-10 });

    [Fact]
    public void SolutionsHaveTheMarginalsAskedFor() => CloudPairGenerator.Holds(pair =>
    {
        TransportProblem problem = pair.ToProblem();
        EntropicSolution solution = Solver.Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        double[,] plan = ScalarReference.Plan(problem, solution.SourcePotential, solution.TargetPotential);
        Assert.InRange(ScalarReference.MarginalViolation(problem, plan), 0, 2e-10);
        Certificate certificate = solution.Certify();
        Assert.InRange(certificate.DualityGap, 0, 1e-9 * (problem.Epsilon + Math.Abs(certificate.DualValue)));
    });

    [Fact]
    public void ReorderingAtomsReordersTheCoupling() => CloudPairGenerator.Holds(pair =>
    {
        CloudPair reversed = pair with { Source = [.. pair.Source.Reverse()], Target = [.. pair.Target.Reverse()] };
        AssertSame(pair, reversed, i => pair.Source.Length - 1 - i, j => pair.Target.Length - 1 - j);
    });

    [Fact]
    public void AtomsWithoutMassChangeNothing() => CloudPairGenerator.Holds(pair =>
    {
        float[] elsewhere = [.. Enumerable.Repeat(0.25f, pair.Dimension)];
        Atom[] padding = [.. Enumerable.Repeat(new Atom(elsewhere, 0), 5)];
        CloudPair padded = pair with { Source = [.. padding, .. pair.Source], Target = [.. pair.Target, .. padding] };
        AssertSame(pair, padded, static i => i + 5, static j => j);
    });

    [Fact]
    public void SplittingAnAtomSplitsItsRow() => CloudPairGenerator.Holds(pair =>
    {
        Atom first = pair.Source[0];
        var part = new Atom(first.Position, first.Weight / 4);
        CloudPair split = pair with { Source = [new Atom(first.Position, first.Weight * 3 / 4), .. pair.Source[1..], part] };
        (TransportProblem before, double[,] whole, double value) = Solve(pair, null);
        (_, double[,] parts, double splitValue) = Solve(split, before.Epsilon);
        Assert.Equal(value, splitValue, 1e-8 * (before.Epsilon + Math.Abs(value)));
        for (int j = 0; j < pair.Target.Length; j++)
        {
            Assert.Equal(whole[0, j], parts[0, j] + parts[pair.Source.Length, j], 1e-8);
            for (int i = 1; i < pair.Source.Length; i++)
                Assert.Equal(whole[i, j], parts[i, j], 1e-8);
        }
    });

    [Fact]
    public void MovingBothMeasuresChangesNothing() => CloudPairGenerator.Holds(pair =>
    {
        CloudPair moved = pair with { Source = Move(pair.Source), Target = Move(pair.Target) };
        AssertSame(pair, moved, static i => i, static j => j);

        static Atom[] Move(Atom[] atoms) => [.. atoms.Select(static atom => atom with { Position = [.. atom.Position.Select(static x => x + 16)] })];
    });

    [Fact]
    public void ScalingMultipliesCostsAndPotentials() => CloudPairGenerator.Holds(pair =>
    {
        CloudPair scaled = pair with { Source = Scale(pair.Source), Target = Scale(pair.Target) };
        (TransportProblem before, double[,] plan, double value) = Solve(pair, null);
        (_, double[,] scaledPlan, double scaledValue) = Solve(scaled, 64 * before.Epsilon);
        Assert.Equal(64 * value, scaledValue, 64e-8 * (before.Epsilon + Math.Abs(value)));
        AssertSame(plan, scaledPlan, static i => i, static j => j);

        static Atom[] Scale(Atom[] atoms) => [.. atoms.Select(static atom => atom with { Position = [.. atom.Position.Select(static x => x * 8)] })];
    });

    [Fact]
    public void SwappingTheMeasuresTransposesTheCoupling() => CloudPairGenerator.Holds(pair =>
    {
        CloudPair swapped = pair with { Source = pair.Target, Target = pair.Source };
        (TransportProblem before, double[,] plan, double value) = Solve(pair, null);
        (_, double[,] transposed, double swappedValue) = Solve(swapped, before.Epsilon);
        Assert.Equal(value, swappedValue, 1e-8 * (before.Epsilon + Math.Abs(value)));
        for (int i = 0; i < pair.Source.Length; i++)
            for (int j = 0; j < pair.Target.Length; j++)
                Assert.Equal(plan[i, j], transposed[j, i], 1e-8);
    });

    private static void AssertSame(CloudPair pair, CloudPair other, Func<int, int> row, Func<int, int> column)
    {
        (TransportProblem before, double[,] plan, double value) = Solve(pair, null);
        (_, double[,] otherPlan, double otherValue) = Solve(other, before.Epsilon);
        Assert.Equal(value, otherValue, 1e-8 * (before.Epsilon + Math.Abs(value)));
        AssertSame(plan, otherPlan, row, column);
    }

    private static void AssertSame(double[,] plan, double[,] other, Func<int, int> row, Func<int, int> column)
    {
        for (int i = 0; i < plan.GetLength(0); i++)
            for (int j = 0; j < plan.GetLength(1); j++)
                Assert.Equal(plan[i, j], other[row(i), column(j)], 1e-8);
    }

    private static (TransportProblem Problem, double[,] Plan, double Value) Solve(CloudPair pair, double? epsilon)
    {
        TransportProblem problem = pair.ToProblem(epsilon);
        EntropicSolution solution = Solver.Solve(problem);
        double[,] plan = ScalarReference.Plan(problem, solution.SourcePotential, solution.TargetPotential);
        return (problem, plan, EntropicDual.Value(problem, solution.SourcePotential, solution.TargetPotential));
    }
}
