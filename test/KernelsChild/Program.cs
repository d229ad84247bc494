using System.Diagnostics;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Runs one case, by name: exit code 0 where it holds, otherwise what went wrong on the error stream.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["stale"]:
                return StaleKernels();
            case ["thin", string length]:
                return ThinGrids(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
            case ["race"]:
                return Race();
            default:
                Console.Error.WriteLine("usage: stale | thin LENGTH | race");
                return 2;
        }
    }

    /// <summary>Half-steps between grids, then a preparation that fails, then the first grids again.</summary>
    private static int StaleKernels()
    {
        TransportProblem small = Problem(Support.Grid(8, 5), Support.Grid(6, 7), 50);
        TransportProblem large = Problem(Thin(2, 47_000), Thin(2, 47_000), 1e12);
        var steps = new SeparableHalfSteps();
        var packed = new PackedProblem();
        packed.Pack(small, leaveOutZeroWeights: true);
        var f = new double[small.SourceCount];
        var expected = new double[small.TargetCount];
        var actual = new double[small.TargetCount];
        steps.Prepare(packed).ToTarget(f, expected);
        packed.Pack(large, leaveOutZeroWeights: true);
        try
        {
            steps.Prepare(packed);
            Console.Error.WriteLine("The preparation did not fail.");
            return 1;
        }
        catch (Exception failure) when (failure is OverflowException or ArgumentOutOfRangeException or OutOfMemoryException)
        {
            packed.Pack(small, leaveOutZeroWeights: true);
        }

        steps.Prepare(packed).ToTarget(f, actual);
        if (expected.AsSpan().SequenceEqual(actual))
            return 0;
        Console.Error.WriteLine("The potential after the failure is another one.");
        return 1;
    }

    /// <summary>A coupling that one thread assigns while another reads it: exceptions only, and nothing written behind the row.</summary>
    private static int Race()
    {
        const float Untouched = -1;
        const int Length = 35;
        TransportProblem small = Problem(Support.Grid(8, 5), Support.Grid(5, 7), 50);
        TransportProblem large = Problem(Support.Grid(40, 20), Support.Grid(30, 50), 50);
        double[] sourceOfLarge = new double[large.SourceCount], targetOfLarge = new double[large.TargetCount];
        double[] sourceOfSmall = new double[small.SourceCount], targetOfSmall = new double[small.TargetCount];
        var coupling = new Coupling(small, sourceOfSmall, targetOfSmall);
        var row = new float[64 * Length];
        bool ends = false;
        var writer = new Thread(() =>
        {
            for (int k = 0; k < 6_000; k++)
            {
                try
                {
                    if (k % 2 == 0)
                        coupling.Assign(large, sourceOfLarge, targetOfLarge);
                    else
                        coupling.Assign(small, sourceOfSmall, targetOfSmall);
                }
                catch (InvalidOperationException)
                {
                    // the other thread was reading
                }
            }

            Volatile.Write(ref ends, true);
        });
        writer.Start();
        while (!Volatile.Read(ref ends))
        {
            row.AsSpan(Length).Fill(Untouched);
            try
            {
                coupling.WriteRow(3, row.AsSpan(0, Length));
            }
            catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
            {
                // the other thread was assigning, or had assigned the larger one
            }

            if (row.AsSpan(Length).ContainsAnyExcept(Untouched))
            {
                Console.Error.WriteLine("Something was written behind the row.");
                return 1;
            }
        }

        writer.Join();
        return 0;
    }

    /// <summary>A soft c-transform between a tall and a wide grid; writes the peak of the process's memory in megabytes.</summary>
    private static int ThinGrids(int length)
    {
        TransportProblem problem = Problem(Thin(length, 2), Thin(2, length), length * (double)length);
        var g = new double[problem.TargetCount];
        SoftCTransform.ToTarget(problem, new double[problem.SourceCount], g);
        for (int j = 0; j < g.Length; j += g.Length / 3)
        {
            double sum = 0;
            for (int i = 0; i < problem.SourceCount; i++)
                sum += Math.Exp(-problem.Geometry.Evaluate(i, j) / problem.Epsilon) / problem.SourceCount;
            double expected = -problem.Epsilon * Math.Log(sum);
            if (!(Math.Abs(g[j] - expected) < 1e-5 * problem.Epsilon))
            {
                Console.Error.WriteLine($"The potential at atom {j} is {g[j]} instead of {expected}.");
                return 1;
            }
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64 >> 20);
        return 0;
    }

    private static TransportProblem Problem(Support source, Support target, double epsilon) => new(
        new Geometry(source, target, GroundCost.SquaredEuclidean), new DiscreteMeasure(source), new DiscreteMeasure(target), epsilon);

    private static Support Thin(int rows, int columns)
    {
        var coordinates = new float[2 * rows * columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                (coordinates[2 * ((i * columns) + j)], coordinates[(2 * ((i * columns) + j)) + 1]) = (i, j);
        return new Support(coordinates, 2);
    }
}
