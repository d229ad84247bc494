using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace ColourTransfer;

/// <summary>Learns how palettes move onto one another, predicts unseen pairs, and recolours photographs with the predictions.</summary>
internal sealed class ColourDemo
{
    private const double Epsilon = 0.005;
    private const int Methods = 15;

    private static readonly (string Source, string Target)[] Shown = [("chelsea", "china"), ("coffee", "retina"), ("rocket", "china")];

    private readonly MLContext _context = new();
    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, "data");
    private readonly PalettePairs _pairs;
    private readonly string _page;
    private readonly string? _gallery;

    public ColourDemo(string split, string page, string? gallery)
    {
        _page = page;
        _gallery = gallery;
        _pairs = new PalettePairs(_folder, split);
    }

    public void Run()
    {
        Console.WriteLine($"{_pairs.Train.Length} pairs of palettes to learn from, {_pairs.Test.Length} to predict; 500 colours each, epsilon {FormattableString.Invariant($"{Epsilon}")}.");
        long start = Stopwatch.GetTimestamp();
        CouplingTransformer regression = Learn(new PredictCouplingOptions());
        CouplingTransformer curvature = Learn(new PredictCouplingOptions { Weighting = RegressionWeighting.Curvature });
        CouplingTransformer objective = Learn(new PredictCouplingOptions { Method = PotentialLearning.DualObjective });
        Console.WriteLine(FormattableString.Invariant($"learned three models in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s."));

        Comparison comparison = new([.. _pairs.Test.Select(names => Problem(regression.Model!, names))]);
        List<MethodRow> rows = LongWork.Collect(
            "comparing methods", Methods, Compare(comparison, regression.Model!, curvature.Model!, objective.Model!));
        Console.WriteLine();
        Console.Write(TextTable.ToText(ResultTable.Headings, rows.Select(ResultTable.Cells)));

        LogLogChart chart = new TradeOff(comparison).Chart("Marginal violation against time, palettes", ("RA-OT", regression.Model!), ("OA-OT", objective.Model!));
        ColourPage page = new(rows, chart);
        foreach ((string source, string target) in Shown)
            page.AddStrip(Recolour(objective, source, target));
        page.Save(_page);
        Console.WriteLine($"\npictures: {Path.GetFullPath(_page)}");
        if (_gallery is not null)
            page.SaveGallery(_gallery);
    }

    private CouplingTransformer Learn(PredictCouplingOptions options)
    {
        options.Dimension = 3;
        options.SourceWeightsColumnName = "SourceWeights";
        options.TargetWeightsColumnName = "TargetWeights";
        options.Epsilon = Epsilon;
        return _context.SlicedOT().PredictCoupling(options).Fit(_context.Data.LoadFromEnumerable(_pairs.Rows(_pairs.Train)));
    }

    private TransportProblem Problem(AmortizedCouplingModel model, (string Source, string Target) names)
        => model.CreateProblem(Measure(_pairs[names.Source]), Measure(_pairs[names.Target]));

    private static DiscreteMeasure Measure(Palette palette) => new(new Support(palette.Colours, 3), palette.Weights);

    private static IEnumerable<MethodRow> Compare(Comparison comparison, AmortizedCouplingModel regression, AmortizedCouplingModel curvature, AmortizedCouplingModel objective)
    {
        var untrained = AmortizedCouplingModel.Untrained(regression.Cost, 3, Epsilon);
        SinkhornOptions refinement = new() { Tolerance = 1e-6 };
        foreach ((string name, AmortizedCouplingModel model) in ((string, AmortizedCouplingModel)[])
            [("RA-OT", regression), ("RA-OT, curvature", curvature), ("OA-OT", objective), ("untrained", untrained)])
        {
            foreach (int halfSteps in (int[])[2, 3])
                yield return comparison.Measure(name, halfSteps, (problem, solution) => model.Predict(problem, solution, halfSteps));
        }

        foreach (int sweeps in (int[])[1, 10, 100])
        {
            SinkhornSolver cold = new(new SinkhornOptions { Acceleration = Acceleration.None, MaximumSweeps = sweeps, Tolerance = 1e-12 });
            yield return comparison.Measure("Sinkhorn, cold", 2 * sweeps, (problem, solution) => cold.Solve(problem, solution));
        }

        yield return comparison.Measure("OA-OT, refined", null, (problem, solution) => objective.Predict(problem, solution, refinement: refinement));
        yield return comparison.Measure("untrained, refined", null, (problem, solution) => untrained.Predict(problem, solution, refinement: refinement));
        SinkhornSolver anderson = new(refinement), plain = new(refinement with { Acceleration = Acceleration.None });
        yield return comparison.Measure("Anderson, cold", null, (problem, solution) => anderson.Solve(problem, solution));
        yield return comparison.Measure("Sinkhorn, converged", null, (problem, solution) => plain.Solve(problem, solution));
    }

    /// <summary>The photograph, the one whose colours it is to have, and it in those colours, by the predicted and by the converged coupling.</summary>
    private Picture[] Recolour(CouplingTransformer model, string source, string target)
    {
        Picture picture = Read(source);
        float[] colours = _pairs[source].Colours;

        IDataView row = _context.Data.LoadFromEnumerable(_pairs.Rows([(source, target)]));
        float[] predicted = [.. model.Transform(row).GetColumn<float[]>("TransportedSource").Single()];

        TransportProblem problem = Problem(model.Model!, (source, target));
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        var converged = new float[colours.Length];
        solution.TransportedSource(converged);
        return [picture, Read(target), Recolouring.Apply(picture, colours, predicted), Recolouring.Apply(picture, colours, converged)];
    }

    private Picture Read(string name) => PictureFile.Read(Path.Combine(_folder, name + ".png"));
}
