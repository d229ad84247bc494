namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class PotentialFeaturesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(70)]
    public void ColumnsAreCentredAndAddUpToThePrediction(int dimension)
    {
        var features = PotentialFeatures.Create(new FeatureOptions { RandomFourierFeatures = 7 }, dimension, GroundCost.SquaredEuclidean);
        TransportProblem problem = RandomPairs.Create(1, dimension, 0.3, 11)[0];
        int n = problem.SourceCount;
        var columns = new double[features.Count * n];
        features.Compute(problem, columns);
        var generator = new SeededGenerator(5);
        double[] coefficients = [.. Enumerable.Range(0, features.Count).Select(_ => generator.NextNormal())];
        double[] expected = new double[n], f = new double[n];
        for (int k = 0; k < features.Count; k++)
        {
            double mean = 0, largest = 0;
            for (int i = 0; i < n; i++)
            {
                mean += problem.Source.Weights[i] * columns[(k * n) + i];
                largest = Math.Max(largest, Math.Abs(columns[(k * n) + i]));
                expected[i] += coefficients[k] * columns[(k * n) + i];
            }

            Assert.True(Math.Abs(mean) <= 1e-12 * largest, $"{features.Names[k]} has mean {mean}");
        }

        features.AddTo(problem, coefficients, f);
        RandomPairs.AssertClose(expected, f, 1e-12);
    }

    [Fact]
    public void BlocksCoverAllFeaturesInOrderWithDistinctNames()
    {
        var features = PotentialFeatures.Create(new FeatureOptions { AtomIntercept = true, FramePotentials = true }, 3, GroundCost.SquaredEuclidean, sourceCount: 9);
        Assert.Equal(features.Count, features.Names.Distinct().Count());
        Assert.Equal(Enum.GetValues<FeatureBlockKind>(), features.Blocks.Select(block => block.Kind).Order());
        int offset = 0;
        foreach (FeatureBlock block in features.Blocks)
        {
            Assert.Equal(offset, block.Offset);
            Assert.Equal(block.Kind, features.BlockOf(offset));
            offset += block.Count;
        }

        Assert.Equal(features.Count, offset);
    }

    [Fact]
    public void HighDimensionsHaveFewFeatures()
    {
        var features = PotentialFeatures.Create(null, 300, GroundCost.SquaredEuclidean);
        Assert.Equal(300, features.Directions.Count);
        Assert.InRange(features.Count, 2, 256);
        Assert.Equal(features.Count, features.Names.Distinct().Count());
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        PotentialFeaturesFormat.Write(writer, features);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.True(features.ContentEquals(PotentialFeaturesFormat.Read(reader)));
        TransportProblem problem = RandomPairs.Create(1, 300, 50, 23)[0];
        double[] f = new double[problem.SourceCount], all = new double[problem.SourceCount];
        features.AddTo(problem, features.UntrainedCoefficients(), f);
        SlicedPotentials.Accumulate(problem, features.Directions, [.. Enumerable.Repeat(1.0, 300)], all);
        RandomPairs.AssertClose(all, f, 1e-12);
    }

    public static TheoryData<string, float[], double[], float[], double[], int> Degenerate => new()
    {
        { "one atom a side", [1, 2], [1], [3, 5], [1], 2 },
        { "one source atom", [1, 2], [1], [3, 5, 1, 0, 2, 2], [0.2, 0.3, 0.5], 2 },
        { "one target atom", [3, 5, 1, 0, 2, 2], [0.2, 0.3, 0.5], [1, 2], [1], 2 },
        { "equal points", [1, 1, 1, 1, 1, 1], [0.2, 0.3, 0.5], [1, 1, 1, 1], [0.5, 0.5], 2 },
        { "collinear", [0, 0, 1, 1, 2, 2], [0.2, 0.3, 0.5], [0, 1, 1, 2, 5, 6], [0.2, 0.3, 0.5], 2 },
        { "crossed lines", [0, 0, 1, 0, 2, 0], [0.2, 0.3, 0.5], [0, 0, 0, 1, 0, 2], [0.2, 0.3, 0.5], 2 },
        { "mass on one of two", [0, 0, 1, 1], [1, 0], [0, 1, 1, 2], [0, 1], 2 },
        { "tiny", [0, 0, 1e-12f, 0], [0.5, 0.5], [0, 1e-12f, 1e-12f, 1e-12f], [0.5, 0.5], 2 },
        { "huge", [0, 0, 1e15f, 0], [0.5, 0.5], [0, 1e15f, 1e15f, 1e15f], [0.5, 0.5], 2 },
    };

    [Theory]
    [MemberData(nameof(Degenerate))]
    public void DegenerateMeasuresGiveFiniteFeatures(string name, float[] x, double[] a, float[] y, double[] b, int dimension)
    {
        var source = new DiscreteMeasure(new Support(x, dimension), a);
        var target = new DiscreteMeasure(new Support(y, dimension), b);
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, name == "tiny" ? 1e-24 : 1e-3);
        var features = PotentialFeatures.Create(null, dimension, GroundCost.SquaredEuclidean);
        var columns = new double[features.Count * a.Length];
        features.Compute(problem, columns);
        for (int k = 0; k < columns.Length; k++)
            Assert.True(double.IsFinite(columns[k]), $"{name}: {features.Names[k / a.Length]} is {columns[k]} at atom {k % a.Length}");
    }

    [Fact]
    public void AtomsWithoutMassChangeNothing()
    {
        TransportProblem problem = RandomPairs.Create(1, 2, 0.2, 21)[0];
        DiscreteMeasure source = problem.Source;
        int n = source.Count;
        float[] points = [.. source.Support.Coordinates, 4f, -3f];
        var padded = new TransportProblem(
            new DiscreteMeasure(new Support(points, 2), [.. source.Weights, 0.0]), problem.Target,
            GroundCost.SquaredEuclidean,
            problem.Epsilon);
        var features = PotentialFeatures.Create(null, 2, GroundCost.SquaredEuclidean);
        double[] columns = new double[features.Count * n], more = new double[features.Count * (n + 1)];
        features.Compute(problem, columns);
        features.Compute(padded, more);
        for (int k = 0; k < features.Count; k++)
        {
            for (int i = 0; i < n; i++)
            {
                if (source.Weights[i] > 0)
                    Assert.Equal(columns[(k * n) + i], more[(k * (n + 1)) + i], 9);
            }
        }
    }

    [Fact]
    public void UntrainedScaleMakesTheAverageSliceFeasibleForADistance()
    {
        Assert.Equal(2, PotentialFeatures.Create(null, 3, GroundCost.SphereArc).UntrainedScale, 12);
        Assert.Equal(3, PotentialFeatures.Create(null, 3, GroundCost.SquaredEuclidean).UntrainedScale, 12);
    }

    [Fact]
    public void DirectionsOfAnotherDimensionAreRefused()
    {
        var directions = SlicingDirections.Create(DirectionScheme.Even, 4, 2, 1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => PotentialFeatures.Create(new FeatureOptions { Directions = directions }, 3, GroundCost.SquaredEuclidean));
        Assert.Contains("dimension 2", error.Message, StringComparison.Ordinal);
    }
}
