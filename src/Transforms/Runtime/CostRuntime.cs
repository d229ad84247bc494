namespace Microsoft.ML.SlicedOT;

/// <summary>A decoded transport cost model at work. One instance serves all rows and threads; each thread has its own buffers.</summary>
internal sealed class CostRuntime
{
    private readonly ThreadLocal<Worker> _workers;
    private long _computed;
    private long _solved;

    public CostRuntime(CostParameters parameters)
    {
        Parameters = parameters;
        PairFormat format = parameters.Pairs.CreatePairFormat();
        _workers = new ThreadLocal<Worker>(() => new Worker(format));
    }

    public CostParameters Parameters { get; }

    /// <summary>How many rows have been predicted, and how many of them solved.</summary>
    public (long Rows, long Solved) Computed => (Interlocked.Read(ref _computed), Interlocked.Read(ref _solved));

    public void Write(Pair row, CostColumns output)
    {
        Interlocked.Increment(ref _computed);
        Worker worker = _workers.Value!;
        try
        {
            TransportProblem problem = worker.Reader.Read(row, epsilon: null);
            PredictedTransportCost prediction = Parameters.Model.Predict(problem.Source, problem.Target, worker.Bounds);
            bool isSolved = false;
            if (Parameters.SolveWhenWider is { } width && prediction.Upper - prediction.Lower > width * prediction.Upper)
            {
                isSolved = worker.Solver.TrySolve(problem.Source, problem.Target, Parameters.Model, ref prediction);
                if (isSolved)
                    Interlocked.Increment(ref _solved);
            }

            Write(prediction, isSolved, output);
        }
        catch (InvalidDataException) when (Parameters.Pairs.BadRows == BadRowOutput.Empty)
        {
            (output.TransportCost, output.LowerBound, output.UpperBound) = (float.NaN, float.NaN, float.NaN);
            (output.IntervalLow, output.IntervalHigh, output.UnlikeTraining, output.Solved) = (float.NaN, float.NaN, false, false);
        }
    }

    private static void Write(in PredictedTransportCost prediction, bool isSolved, CostColumns output)
    {
        output.LowerBound = Outward.Below(prediction.Lower);
        output.UpperBound = Outward.Above(prediction.Upper);
        output.TransportCost = (float)prediction.Cost;
        output.IntervalLow = Outward.Below(prediction.IntervalLow);
        output.IntervalHigh = Outward.Above(prediction.IntervalHigh);
        output.UnlikeTraining = prediction.IsUnlikeTraining;
        output.Solved = isSolved;
    }

    private sealed class Worker(PairFormat format)
    {
        public PairReader Reader { get; } = new(format);

        public TransportCostBoundsWorkspace Bounds { get; } = new();

        public TransportCostSolver Solver => field ??= new TransportCostSolver(Bounds);
    }
}

/// <summary>Bounds in single precision that are bounds still.</summary>
internal static class Outward
{
    public static float Below(double value) => (float)value > value ? MathF.BitDecrement((float)value) : (float)value;

    public static float Above(double value) => (float)value < value ? MathF.BitIncrement((float)value) : (float)value;
}
