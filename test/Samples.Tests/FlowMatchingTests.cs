using System.Text.Json;
using FlowMatching;
using Samples.Shared;

namespace Samples.Tests;

public sealed class FlowMatchingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(5, 1)]
    [InlineData(8, 31)]
    [InlineData(13, 70)]
    public void TheFieldIsWhatPlainLoopsGive(int width, int count)
    {
        var net = new VelocityNet(width, 3);
        double[][] inputs = Fill(net, count);
        float[] velocities = net.Forward().ToArray();
        net.Begin(count, out int stride);
        for (int k = 0; k < count; k++)
        {
            double[] expected = Reference(net.Parameters, [VelocityNet.Inputs, width, width, width, VelocityNet.Outputs], inputs[k]);
            for (int axis = 0; axis < 2; axis++)
                Assert.Equal(expected[axis], velocities[(axis * stride) + k], 1e-5);
        }
    }

    [Theory]
    [InlineData(7, 5)]
    [InlineData(16, 40)]
    public void TheGradientIsThatOfTheLoss(int width, int count)
    {
        var net = new VelocityNet(width, 4);
        Fill(net, count);
        var random = new Random(2);
        float[] target = [.. Enumerable.Range(0, 2 * count).Select(_ => (float)random.NextDouble())];
        net.Forward();
        net.Backward(target);
        float[] gradient = [.. net.Gradient];
        double largest = gradient.Max(g => Math.Abs((double)g));
        const float H = 1e-2f;
        for (int p = 0; p < gradient.Length; p += Math.Max(1, gradient.Length / 200))
        {
            float before = net.Parameters[p];
            net.Parameters[p] = before + H;
            net.Forward();
            double above = net.Backward(target);
            net.Parameters[p] = before - H;
            net.Forward();
            double below = net.Backward(target);
            net.Parameters[p] = before;
            Assert.Equal((above - below) / (2 * H), gradient[p], (2e-3 * largest) + 1e-4);
        }
    }

    [Fact]
    public void OptimalPairsMakeStraighterPathsThatArriveAsWell()
    {
        const int Steps = 300, Batch = 128, Points = 300;
        var task = new FlowTask(Cloud.Gaussian, Cloud.Moons);
        var training = new FlowTraining(task, Batch, Steps, seed: 1);
        PointBatch[] batches = [.. Enumerable.Range(0, Steps).Select(training.Batch)];
        double leastCost = Flow.SquaredDistance(task.Source.Draw(Points, 1), task.Target.Draw(Points, 2));
        Flow independent = Run(Matching.Independent), exact = Run(Matching.Exact), bisection = Run(Matching.Bisection);
        Assert.InRange(exact.Curvature, 0, 0.4 * independent.Curvature);
        Assert.InRange(bisection.Curvature, 0, 0.4 * independent.Curvature);
        Assert.InRange(exact.NormalizedEnergy, 0, independent.NormalizedEnergy);
        double before = Math.Sqrt(leastCost);
        Assert.All((Flow[])[independent, exact, bisection], flow => Assert.InRange(flow.DistanceToTarget, 0, 0.5 * before));

        Flow Run(Matching matching) => Flow.Run(training.Train(matching.Match(batches, out _)), task, Points, leastCost);
    }

    [Fact]
    public void ASmallRunTrainsSavesLoadsDrawsAndTellsTheGallery()
    {
        (int exitCode, string output) = Run(
            "--task", "moons", "--batch", "48", "--steps", "20", "--points", "60", "--largest-exact", "40", "--json", "out.json", "--model", "model.zip", "--gallery", "pictures");
        Assert.True(exitCode == 0, output);
        Assert.True(new FileInfo(_folder["model.zip"]).Length > 0);
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["out.json"]));
        JsonElement[] rows = [.. json.RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Equal(9, rows.Length);
        foreach (JsonElement row in rows)
        {
            bool isTimedOnly = row.GetProperty("coupling").GetString() == "exact"; // 48 points are more than 40
            Assert.True(row.GetProperty("msPerBatch").GetDouble() >= 0);
            Assert.Equal(isTimedOnly, row.GetProperty("distanceToTarget").ValueKind == JsonValueKind.Null);
            Assert.True(isTimedOnly || row.GetProperty("curvature").GetDouble() > 0);
        }

        Picture picture = PictureFile.Read(_folder[Path.Combine("pictures", "flow-moons.png")]);
        Assert.Equal((3 * 560) + (2 * 14) - (560 + 14), picture.Width); // the exact one was not trained
        using var entry = JsonDocument.Parse(File.ReadAllText(_folder[Path.Combine("pictures", "flow-matching.json")]));
        Assert.Equal(9, entry.RootElement.GetProperty("rows").GetArrayLength());
        Assert.Equal("flow-moons.png", entry.RootElement.GetProperty("pictures")[0].GetProperty("file").GetString());
    }

    [Fact]
    public void OwnFilesTakeThePlaceOfTheTasks()
    {
        WritePoints("from.csv", i => (1000 + i, -i));
        WritePoints("to.csv", i => (1500 + (i % 7), i));
        (int exitCode, string output) = Run("--source", "from.csv", "--target", "to.csv", "--batch", "16", "--steps", "5", "--points", "20");
        Assert.True(exitCode == 0, output);
        Assert.Contains("from to to, batches of 16", output);
        Assert.True(File.Exists(_folder["flow-to.png"]));
    }

    [Theory]
    [InlineData("There is no task 'spiral'; choose one of eight, moons, scurve", "--task", "spiral")]
    [InlineData("--batch: whole numbers from 8 to 8000", "--batch", "7")]
    [InlineData("--epsilon: a number from 0.0001 to 1", "--epsilon", "0")]
    [InlineData("--source is given without --target", "--source", "from.csv")]
    [InlineData("Cannot read 'missing.csv'", "--target", "missing.csv")]
    [InlineData("has no column 'y'", "--target", "noy.csv")]
    [InlineData("line 3, column 'x': 'abc' is not a finite number", "--target", "text.csv")]
    [InlineData("has 1 points; at least 10 are needed", "--target", "one.csv")]
    [InlineData("all points are the same", "--target", "same.csv")]
    public void AMistakeEndsInOneLineThatNamesIt(string expected, params string[] arguments)
    {
        File.WriteAllText(_folder["noy.csv"], "x,z\n1,2\n");
        File.WriteAllText(_folder["text.csv"], "x,y\n1,2\nabc,3\n");
        File.WriteAllText(_folder["one.csv"], "x,y\n1,2\n");
        WritePoints("same.csv", _ => (1, 2));
        (int exitCode, string output) = Run(arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output);
        Assert.DoesNotContain("   at ", output);
    }

    private (int ExitCode, string Output) Run(params string[] arguments) => SampleProgram.Run("FlowMatching", _folder[""], arguments);

    private void WritePoints(string file, Func<int, (int X, int Y)> point) =>
        File.WriteAllText(_folder[file], "x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{point(i).X},{point(i).Y}\n")));

    private static double[][] Fill(VelocityNet net, int count)
    {
        var random = new Random(count);
        Span<float> input = net.Begin(count, out int stride);
        double[][] rows = [.. Enumerable.Range(0, count).Select(_ => new double[VelocityNet.Inputs])];
        for (int k = 0; k < count; k++)
            for (int axis = 0; axis < VelocityNet.Inputs; axis++)
                rows[k][axis] = input[(axis * stride) + k] = (float)((4 * random.NextDouble()) - 2);
        return rows;
    }

    private static double[] Reference(float[] parameters, int[] sizes, double[] values)
    {
        int at = 0;
        for (int layer = 0; layer + 1 < sizes.Length; layer++)
        {
            var next = new double[sizes[layer + 1]];
            int biases = at + (next.Length * values.Length);
            for (int o = 0; o < next.Length; o++)
            {
                next[o] = parameters[biases + o];
                for (int i = 0; i < values.Length; i++)
                    next[o] += parameters[at + (o * values.Length) + i] * values[i];
                if (layer + 2 < sizes.Length)
                    next[o] /= 1 + Math.Exp(-next[o]);
            }

            values = next;
            at = biases + next.Length;
        }

        return values;
    }
}
