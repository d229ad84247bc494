namespace Microsoft.ML.SlicedOT;

/// <summary>Solves the entropic transport problem of every row by Anderson-accelerated Sinkhorn iterations; learns nothing.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Only to resolve a relative epsilon |
/// | Input column data type | Vector of <xref:System.Single> (points, weights, or both) |
/// | Output column data type | Vector of <xref:System.Single> (coupling, potentials, projection), <xref:System.Single> (certificate), <xref:System.Int32> (sweeps), text (exit reason) |
/// | Exportable to ONNX | No |
/// | Required NuGet in addition to Microsoft.ML | MLNet.SlicedOT |
/// ]]></format>
/// </remarks>
public sealed class SolveCouplingEstimator : CouplingEstimatorBase
{
    private readonly SolveCouplingOptions _options;

    internal SolveCouplingEstimator(MLContext context, SolveCouplingOptions options)
        : base(context, options)
    {
        _options = options;
    }

    private protected override CouplingParameters Learn(PairStream pairs, PairFormat format, double epsilon)
    {
        var model = AmortizedCouplingModel.Untrained(format.Cost, format.Layout.Dimension, epsilon, Features, format.Geometry);
        StartingPotential start = _options.StartFromUntrained switch
        {
            true => StartingPotential.Predicted,
            false => StartingPotential.Zero,
            null => StartingPotential.Chosen,
        };
        FitReport report = model.Report with { Method = nameof(SlicedOTCatalog.SolveCoupling) };
        return Parameters(format, model.WithReport(report), start) with
        {
            Tolerance = _options.Tolerance,
            MaximumSweeps = _options.MaximumSweeps,
        };
    }
}
