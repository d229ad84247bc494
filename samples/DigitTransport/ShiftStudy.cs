using MathNet.Numerics.Statistics;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DigitTransport;

/// <summary>What becomes of the predictions when the pictures are not like those learned from, and does the violation tell?</summary>
internal static class ShiftStudy
{
    private static readonly string[] Photographs = ["astronaut", "chelsea", "china", "coffee", "hubble", "retina", "rocket"];

    /// <param name="model">The model, learned from upright digits.</param>
    /// <param name="pairs">The test pairs.</param>
    /// <param name="rows">Pixels along the height.</param>
    /// <param name="columns">Pixels along the width.</param>
    public static ShiftResult Measure(AmortizedCouplingModel model, (float[] Source, float[] Target)[] pairs, int rows, int columns)
    {
        var untrained = AmortizedCouplingModel.Untrained(
            model.Cost, model.Features.Dimension, model.Epsilon, new FeatureOptions { Directions = model.Features.Directions }, model.Geometry);
        List<ShiftRow> shifts = [];
        List<MethodRow> all = [];
        foreach ((string shift, (float[], float[])[] shifted) in Shifts(pairs, rows, columns))
        {
            Comparison comparison = new(Problems(model, shifted));
            MethodRow[] predicted = comparison.MeasurePairs("RA-OT", MethodTable.Predict(model, 2));
            MethodRow[] baseline = comparison.MeasurePairs("untrained", MethodTable.Predict(untrained, 2));
            shifts.Add(new ShiftRow(
                shift, predicted.Average(row => row.Rmse), baseline.Average(row => row.Rmse), predicted.Average(row => row.Violation),
                RankCorrelation(predicted, row => row.Violation), RankCorrelation(predicted, row => row.Gap)));
            all.AddRange(predicted);
        }

        return new ShiftResult(shifts, RankCorrelation(all, row => row.Violation), RankCorrelation(all, row => row.Gap));
    }

    public static TransportProblem[] Problems(AmortizedCouplingModel model, (float[] Source, float[] Target)[] pairs)
        => [.. pairs.Select(pair => model.CreateProblem(new DiscreteMeasure(model.Geometry!.Source, pair.Source), new DiscreteMeasure(model.Geometry.Target, pair.Target)))];

    private static IEnumerable<(string Shift, (float[], float[])[] Pairs)> Shifts((float[] Source, float[] Target)[] pairs, int rows, int columns)
    {
        yield return ("upright", pairs);
        foreach (int degrees in (int[])[15, 30, 45, 90])
        {
            yield return ($"turned by {degrees} degrees",
                [.. pairs.Select(pair => (GreyPicture.Turn(pair.Source, rows, columns, degrees), GreyPicture.Turn(pair.Target, rows, columns, degrees)))]);
        }

        if (rows == columns)
        {
            float[][] photographs = [.. Photographs.Select(name => GreyPicture.FromPhotograph(PictureFile.Read(Path.Combine(AppContext.BaseDirectory, "data", name + ".png")), rows))];
            yield return ("photographs", [.. photographs.Select((photograph, k) => (photograph, photographs[(k + 1) % photographs.Length]))]);
        }
    }

    private static double RankCorrelation(IReadOnlyCollection<MethodRow> rows, Func<MethodRow, double> by)
        => rows.Count < 3 ? 0 : Correlation.Spearman(rows.Select(by), rows.Select(row => row.Rmse));
}
