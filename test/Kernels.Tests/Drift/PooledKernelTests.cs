namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class PooledKernelTests
{
    [Theory]
    [InlineData(5, 1)]
    [InlineData(33, 2)]
    [InlineData(130, 7)]
    public void DivergencesAreThoseOfPlainLoops(int n, int d)
    {
        double[] points = Measures.Normal(n, n, d), weights = Weights(n);
        var kernel = new PooledKernel(points, weights, 0.3);
        double[] plain = PlainKernel(points, weights, n, d, 0.3, out double epsilon);
        Assert.Equal(epsilon, kernel.Epsilon, 1e-10 * epsilon);

        const int Rows = 5;
        double[] differences = Differences(weights, Rows);
        var actual = new double[Rows];
        kernel.Divergences(differences, actual);
        double[] dense = kernel.Dense();
        for (int row = 0; row < Rows; row++)
        {
            double expected = 0, byDense = 0;
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    expected += differences[(row * n) + i] * plain[(i * n) + j] * differences[(row * n) + j];
                    byDense += differences[(row * n) + i] * dense[(i * n) + j] * differences[(row * n) + j];
                }
            }

            Assert.Equal(expected, actual[row], 1e-5 * expected);
            Assert.Equal(actual[row], byDense, 1e-9 * expected);
        }

        double[] witness = kernel.Witness(differences.AsSpan(0, n));
        Assert.Equal(actual[0], 0.5 * Enumerable.Range(0, n).Sum(i => witness[i] * differences[i]), 1e-8 * actual[0]);
    }

    [Fact]
    public void TheLinearisationIsTheDivergenceWhereGroupsAreNearEachOther()
    {
        const int N = 60, D = 3;
        double[] points = Measures.Normal(7, 2 * N, D);
        var pool = new PooledSample(Measures.Of(D, points[..(N * D)]), Measures.Of(D, points[(N * D)..]));
        var kernel = new PooledKernel(pool.Points, pool.Weights, 1);
        double[] differences = Permutations.Differences(pool, 8, 1);
        var linear = new double[9];
        kernel.Divergences(differences, linear);
        for (int g = 0; g < 9; g++)
        {
            double[] first = [.. Enumerable.Range(0, 2 * N).Where(i => differences[(g * 2 * N) + i] > 0).SelectMany(i => pool.Points[(i * D)..((i + 1) * D)])];
            double[] last = [.. Enumerable.Range(0, 2 * N).Where(i => differences[(g * 2 * N) + i] < 0).SelectMany(i => pool.Points[(i * D)..((i + 1) * D)])];
            DiscreteMeasure a = Measures.Of(D, first), b = Measures.Of(D, last);
            double exact = Value(a, b, kernel.Epsilon) - ((Value(a, a, kernel.Epsilon) + Value(b, b, kernel.Epsilon)) / 2);
            Assert.Equal(exact, linear[g], 0.05 * exact);
        }
    }

    private static double Value(DiscreteMeasure a, DiscreteMeasure b, double epsilon)
    {
        var problem = new TransportProblem(a, b, GroundCost.SquaredEuclidean, epsilon);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-10 }).Solve(problem);
        double value = 0;
        for (int i = 0; i < a.Count; i++)
            value += a.Weights[i] * solution.SourcePotential[i];
        for (int j = 0; j < b.Count; j++)
            value += b.Weights[j] * solution.TargetPotential[j];
        return value;
    }

    private static double[] PlainKernel(double[] x, double[] a, int n, int d, double scale, out double epsilon)
    {
        var cost = new double[n * n];
        double mean = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < d; k++)
                    cost[(i * n) + j] += Math.Pow(x[(i * d) + k] - x[(j * d) + k], 2);
                mean += a[i] * a[j] * cost[(i * n) + j];
            }
        }

        epsilon = scale * mean;
        var u = new double[n];
        Array.Fill(u, 1);
        for (int sweep = 0; sweep < 3000; sweep++)
        {
            var next = new double[n];
            for (int i = 0; i < n; i++)
            {
                double sum = 0;
                for (int j = 0; j < n; j++)
                    sum += Math.Exp(-cost[(i * n) + j] / epsilon) * a[j] * u[j];
                next[i] = Math.Sqrt(u[i] / sum);
            }

            u = next;
        }

        // B, then the sum of its odd powers.
        var b = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                b[i, j] = Math.Sqrt(a[i] * a[j]) * u[i] * u[j] * Math.Exp(-cost[(i * n) + j] / epsilon);
        double[,] square = Product(b, b, n), power = b;
        var result = new double[n * n];
        for (int term = 0; term < PooledKernel.Terms; term++)
        {
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    result[(i * n) + j] += 0.5 * epsilon * power[i, j] / Math.Sqrt(a[i] * a[j]);
            power = Product(power, square, n);
        }

        return result;
    }

    private static double[,] Product(double[,] x, double[,] y, int n)
    {
        var result = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++)
                for (int j = 0; j < n; j++)
                    result[i, j] += x[i, k] * y[k, j];
        return result;
    }

    private static double[] Weights(int n)
    {
        double[] weights = [.. Enumerable.Range(0, n).Select(i => 1.0 + (i % 4))];
        double total = weights.Sum();
        return [.. weights.Select(w => w / total)];
    }

    private static double[] Differences(double[] weights, int rows)
    {
        int n = weights.Length;
        var result = new double[rows * n];
        for (int row = 0; row < rows; row++)
        {
            double first = 0, last = 0;
            for (int i = 0; i < n; i++)
            {
                if (i * (row + 3) / 2 % 2 == 0)
                    first += weights[i];
                else
                    last += weights[i];
            }

            for (int i = 0; i < n; i++)
                result[(row * n) + i] = i * (row + 3) / 2 % 2 == 0 ? weights[i] / first : -weights[i] / last;
        }

        return result;
    }
}
