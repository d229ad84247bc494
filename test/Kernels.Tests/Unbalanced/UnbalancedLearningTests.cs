namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class UnbalancedLearningTests
{
    private static readonly MassPenalty First = MassPenalty.Absolute(0.3);

    private static readonly MassPenalty Second = MassPenalty.Absolute(0.1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BothMethodsLearnBalancedProblemsBetweenTheMarginalsAskedFor(bool isObjective)
    {
        TransportProblem[] pairs = [.. Enumerable.Range(0, 14).Select(seed => Pair(seed))];
        AmortizedCouplingModel model = Learn(isObjective, pairs[..10]);
        Assert.Equal(First, model.SourcePenalty);
        Assert.Equal(Second, model.TargetPenalty);
        Assert.Equal(10, model.Report.PairsUsed);
        Assert.Equal(0, model.Report.TeachersNotConverged);
        var untrained = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.05);
        double learned = 0, before = 0, cold = 0;
        foreach (TransportProblem problem in pairs[10..])
        {
            TransportProblem same = model.CreateProblem(problem.Source, problem.Target);
            Assert.Equal(problem.SourcePenalty, same.SourcePenalty);
            Coupling expected = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem).Coupling();
            learned += ColdCouplings.RelativeError(model.Predict(same).Coupling(), expected);
            before += ColdCouplings.RelativeError(untrained.Predict(problem).Coupling(), expected);
            cold += ColdCouplings.RelativeError(ColdCouplings.Cold(problem), expected);
        }

        Assert.InRange(learned, 0, 1.02 * before);
        Assert.InRange(learned, 0, 0.2 * cold);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AllPairsOfAFitHaveTheSamePenalties(bool isObjective)
    {
        TransportProblem other = UnbalancedClouds.With(Pair(1), First, MassPenalty.Absolute(0.2));
        string message = Assert.Throws<ArgumentException>(() => Learn(isObjective, [Pair(0), other])).Message;
        Assert.Contains("row 1", message, StringComparison.Ordinal);
        Assert.Contains("0.2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void PartsWithOtherPenaltiesDoNotMerge()
    {
        PotentialRegression one = Regression(), other = Regression();
        one.Add(Pair(0));
        other.Add(UnbalancedClouds.With(Pair(1), default, default));
        Assert.Contains("penalties", Assert.Throws<ArgumentException>(() => one.Merge(other)).Message, StringComparison.Ordinal);
        PotentialRegression none = Regression();
        none.Merge(one);
        Assert.Equal(1, none.PairsUsed);
    }

    [Fact]
    public void SumsOfPartsAreThoseOfTheWholeToTheLastBit()
    {
        TransportProblem[] pairs = [.. Enumerable.Range(0, 6).Select(seed => Pair(seed))];
        PotentialRegression whole = Regression(), first = Regression(), second = Regression();
        foreach (TransportProblem pair in pairs[..3])
            first.Add(pair);
        foreach (TransportProblem pair in pairs[3..])
            second.Add(pair);
        whole.Merge(first);
        whole.Merge(second);
        PotentialRegression again = Regression();
        PotentialRegression part = again.CreatePart();
        part.AddRange(pairs[..3]);
        again.Merge(part);
        part = again.CreatePart(3);
        part.AddRange(pairs[3..]);
        again.Merge(part);
        Assert.Equal(whole.Fit().Coefficients.ToArray(), again.Fit().Coefficients.ToArray());
    }

    private static AmortizedCouplingModel Learn(bool isObjective, TransportProblem[] pairs)
    {
        if (isObjective)
        {
            var objective = new PotentialObjective(GroundCost.SquaredEuclidean, 0.05, 2);
            foreach (TransportProblem pair in pairs)
                objective.Add(pair);
            return objective.Fit();
        }

        PotentialRegression regression = Regression();
        regression.AddRange(pairs);
        return regression.Fit();
    }

    private static PotentialRegression Regression() => new(GroundCost.SquaredEuclidean, 0.05, 2);

    private static TransportProblem Pair(int seed) => UnbalancedClouds.Random(seed, 120, 140, 0.05, 2, 1, First, Second, zeroShare: 0.05);
}
