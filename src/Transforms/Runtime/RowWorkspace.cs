namespace Microsoft.ML.SlicedOT;

/// <summary>One thread's buffers for the rows of one model, so that rows leave no garbage behind.</summary>
internal sealed class RowWorkspace(PairFormat format, CouplingParameters parameters)
{
    private readonly EntropicSolution _solution = new();
    private readonly SinkhornOptions? _options = parameters.CreateSolverOptions();
    private readonly SinkhornSolver? _solver =
        parameters.Start != StartingPotential.Predicted ? new SinkhornSolver(parameters.CreateSolverOptions()) : null;

    private double[] _sums = [];

    /// <summary>Columns to problem.</summary>
    public PairReader Reader { get; } = new(format);

    /// <summary>The coupling of a row, computed row by row.</summary>
    public Coupling Coupling { get; } = new();

    /// <summary>Matches of a row.</summary>
    public CouplingSampler Sampler { get; } = new(parameters.Matches);

    /// <summary>Coupling to column.</summary>
    public CouplingWriter Writer { get; } = new();

    /// <summary>Sums of a coupling; valid until the next call.</summary>
    public ReadOnlySpan<double> Sums(int count, MarginalWriter write)
    {
        if (_sums.Length < count)
            _sums = new double[count];
        write(_sums.AsSpan(0, count));
        return _sums.AsSpan(0, count);
    }

    /// <summary>The potentials of a problem; valid until the next call.</summary>
    public EntropicSolution Solve(TransportProblem problem)
    {
        if (_solver is not null && (parameters.Start == StartingPotential.Zero || !UntrainedPotential.PaysForSolving(problem)))
            _solver.Solve(problem, _solution);
        else
            parameters.Model.Predict(problem, _solution, parameters.HalfSteps, _options);
        return _solution;
    }
}

/// <summary>Writes row or column sums.</summary>
internal delegate void MarginalWriter(Span<double> destination);
