namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Learns to predict the coupling of a pair of measures: the Kantorovich potential of the source is a weighted sum of exact one-dimensional
/// potentials along slicing directions and a few closed-form features; two soft c-transforms make it a pair of potentials, and the coupling
/// follows from them in closed form.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes; the dual objective keeps the pairs in memory meanwhile. No for <xref:Microsoft.ML.SlicedOT.PotentialLearning.Untrained> with an absolute epsilon |
/// | Input column data type | Vector of <xref:System.Single> (points, weights, or both) |
/// | Output column data type | Vector of <xref:System.Single> (coupling, potentials, projection), <xref:System.Single> (certificate), <xref:System.Int32> (sweeps), text (exit reason) |
/// | Exportable to ONNX | No |
/// | Required NuGet in addition to Microsoft.ML | MLNet.SlicedOT |
/// ]]></format>
/// </remarks>
public sealed class PredictCouplingEstimator : CouplingEstimatorBase
{
    private readonly PredictCouplingOptions _options;

    internal PredictCouplingEstimator(MLContext context, PredictCouplingOptions options)
        : base(context, options)
    {
        _options = options;
    }

    private protected override CouplingParameters Learn(PairStream pairs, PairFormat format, double epsilon)
    {
        AmortizedCouplingModel model = _options.Method switch
        {
            PotentialLearning.Regression => LearnByRegression(pairs, format, epsilon),
            PotentialLearning.DualObjective => LearnByDualObjective(pairs, format, epsilon),
            _ => AmortizedCouplingModel.Untrained(format.Cost, format.Layout.Dimension, epsilon, Features, format.Geometry),
        };
        return ParametersOf(format, model);
    }

    /// <summary>The parameters of a model learned with these options, wherever that was.</summary>
    internal CouplingParameters ParametersOf(PairFormat format, AmortizedCouplingModel model) => Parameters(format, model, StartingPotential.Predicted) with
    {
        HalfSteps = _options.NumberOfHalfSteps,
        Tolerance = _options.RefinementTolerance,
        MaximumSweeps = _options.MaximumSweeps ?? (_options.RefinementTolerance is null ? 0 : new SinkhornOptions().MaximumSweeps),
    };

    /// <summary>The empty regression of these options.</summary>
    internal PotentialRegression CreateRegression(PairFormat format, double epsilon) => new(
        format.Cost, epsilon, format.Layout.Dimension, new PotentialRegressionOptions
        {
            Features = Features,
            Ridge = _options.Ridge,
            Weighting = _options.Weighting,
            Teacher = new SinkhornOptions { Tolerance = _options.TeacherTolerance },
            SkipFailingPairs = _options.BadRowHandling == BadRowHandling.Skip,
            NumberOfThreads = _options.NumberOfThreads,
            ChooseNumberOfDirections = _options.ChooseNumberOfDirections,
        }, format.Geometry, _options.CancellationToken);

    private AmortizedCouplingModel LearnByRegression(PairStream pairs, PairFormat format, double epsilon)
    {
        PotentialRegression regression = CreateRegression(format, epsilon);
        IProgress<FitProgress>? progress = _options.Progress is { } told ? new OfRows(told, pairs.RowCount) : null;
        regression.AddRange(pairs.Read(epsilon), progress, _options.CancellationToken);
        if (regression.PairsUsed == 0)
            throw pairs.NoPairs();
        return regression.Fit();
    }

    private AmortizedCouplingModel LearnByDualObjective(PairStream pairs, PairFormat format, double epsilon)
    {
        var objective = new PotentialObjective(format.Cost, epsilon, format.Layout.Dimension, new PotentialObjectiveOptions
        {
            Features = Features,
            Ridge = _options.Ridge,
            Optimizer = _options.Optimizer,
            ChooseNumberOfDirections = _options.ChooseNumberOfDirections,
            MaximumIterations = _options.MaximumIterations,
            OptimizationTolerance = _options.OptimizationTolerance,
            SkipFailingPairs = _options.BadRowHandling == BadRowHandling.Skip,
            NumberOfThreads = _options.NumberOfThreads,
        }, format.Geometry, _options.CancellationToken);
        long count = 0;
        foreach (TransportProblem problem in pairs.Read(epsilon))
        {
            objective.Add(problem);
            count++;
        }

        if (count == 0)
            throw pairs.NoPairs();
        return objective.Fit(_options.Progress, _options.CancellationToken);
    }

    /// <summary>Pairs are read lazily, so that only the view knows how many there are.</summary>
    private sealed class OfRows(IProgress<FitProgress> progress, long? total) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => progress.Report(value with { Total = total });
    }
}
