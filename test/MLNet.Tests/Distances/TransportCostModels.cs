using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Estimators of transport costs and data for them, small enough to be solved.</summary>
internal static class TransportCostModels
{
    public static PredictTransportCostEstimator Estimator(MLContext context, string form, Action<PredictTransportCostOptions>? configure = null)
    {
        var options = new PredictTransportCostOptions { NumberOfThreads = 1, SourceWeightsColumnName = "SourceWeights", TargetWeightsColumnName = "TargetWeights" };
        if (form == "points")
            options.Dimension = 2;
        else
            options.SourceSupport = Support.Grid(4, 3);
        configure?.Invoke(options);
        return context.SlicedOT().PredictTransportCost(options);
    }

    public static float[] Column(IDataView view, string name) => [.. view.GetColumn<float>(name)];

    /// <summary>The exact W2² of every row of a view of pairs.</summary>
    public static double[] Exact(MLContext context, string form, IDataView view)
    {
        IDataView solved = Estimator(context, form, o => (o.MaximumTrainingPairs, o.SolveWhenWider) = (0, 0)).Fit(view).Transform(view);
        return [.. solved.GetColumn<float>("TransportCost").Select(x => (double)x)];
    }
}
