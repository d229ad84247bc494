namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Errors and sweeps of starting potentials on the test pairs of a task.</summary>
internal sealed class TaskAccuracy
{
    private readonly TransportTask _task;
    private readonly EntropicSolution[] _converged;

    public TaskAccuracy(TransportTask task)
    {
        _task = task;
        SinkhornSolver solver = new(new SinkhornOptions { Tolerance = 1e-10 });
        _converged = [.. task.Test.Select(problem => solver.Solve(problem))];
    }

    /// <summary>Mean RMSE of the couplings, times a million.</summary>
    public double Rmse(Func<TransportProblem, double[]> start, int halfSteps)
    {
        double sum = 0;
        for (int pair = 0; pair < _task.Test.Length; pair++)
        {
            TransportProblem problem = _task.Test[pair];
            double[] f = start(problem), g = new double[problem.TargetCount];
            for (int step = 0; step < halfSteps; step++)
            {
                if (step % 2 == 0)
                    SoftCTransform.ToTarget(problem, f, g);
                else
                    SoftCTransform.ToSource(problem, g, f);
            }

            Coupling predicted = new(problem, f, g);
            Coupling converged = new(problem, _converged[pair].SourcePotential, _converged[pair].TargetPotential);
            sum += Math.Sqrt(SquaredDifference(predicted, converged) / ((double)problem.SourceCount * problem.TargetCount));
        }

        return 1e6 * sum / _task.Test.Length;
    }

    /// <summary>Mean number of sweeps to a marginal violation of 1e-6.</summary>
    public double Sweeps(Func<TransportProblem, double[]> start, Acceleration acceleration)
    {
        SinkhornSolver solver = new(new SinkhornOptions { Tolerance = 1e-6, Acceleration = acceleration });
        return _task.Test.Average(problem => solver.Solve(problem, start(problem)).Sweeps);
    }

    /// <summary>The sum of the squared differences of two couplings' entries.</summary>
    public static double SquaredDifference(Coupling one, Coupling other)
    {
        float[] row = new float[one.TargetCount], otherRow = new float[one.TargetCount];
        double sum = 0;
        for (int i = 0; i < one.SourceCount; i++)
        {
            one.WriteRow(i, row);
            other.WriteRow(i, otherRow);
            for (int j = 0; j < row.Length; j++)
            {
                double difference = row[j] - otherRow[j];
                sum += difference * difference;
            }
        }

        return sum;
    }
}
