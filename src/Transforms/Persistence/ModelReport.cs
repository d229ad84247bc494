namespace Microsoft.ML.SlicedOT;

/// <summary>A model with another report: a report says what a fit did, which this layer knows more about than the model.</summary>
internal static class ModelReport
{
    public static AmortizedCouplingModel WithReport(this AmortizedCouplingModel model, FitReport report) =>
        new(model.Cost, model.Epsilon, model.Features, model.Coefficients, report, model.Geometry, model.ChoosesStart, model.AlternativeCoefficients);
}
