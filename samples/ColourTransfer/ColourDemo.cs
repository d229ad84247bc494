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

    public ColourDemo(string split) => _pairs = new PalettePairs(_folder, split);

    public required string Page { get; init; }

    public string? Gallery { get; init; }

    public bool Small { get; init; }

    public string? Model { get; init; }

    public string? Json { get; init; }

    public void Run()
    {
        OutputFile.Prepare(Page, Json, Model, Gallery is null ? null : Path.Combine(Gallery, "colours.json"));
        (string Source, string Target)[] test = Small ? [.. _pairs.Test.Where((_, k) => k % (_pairs.Test.Length / 4) == 0).Take(4)] : _pairs.Test;
        Console.WriteLine($"{_pairs.Train.Length} pairs of palettes to learn from, {test.Length} to predict; 500 colours each, epsilon {FormattableString.Invariant($"{Epsilon}")}.");
        long start = Stopwatch.GetTimestamp();
        CouplingTransformer regression = Learn("RA-OT", new PredictCouplingOptions());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        CouplingTransformer curvature = Learn("RA-OT, curvature", new PredictCouplingOptions { Weighting = RegressionWeighting.Curvature });
        (CouplingTransformer objective, ITransformer saved, bool equal) = LearnAndSave();
        Console.WriteLine(FormattableString.Invariant(
            $"learned three models in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s; saved and loaded: {(equal ? "the same bits" : "OTHER bits")}."));

        Comparison comparison = new([.. test.Select(names => Problem(regression.Model!, _pairs[names.Source], _pairs[names.Target]))]) { TimedCalls = Small ? 30 : 200 };
        List<MethodRow> rows = LongWork.Collect(
            "comparing methods", Methods, Compare(comparison, regression.Model!, curvature.Model!, objective.Model!));
        Console.WriteLine();
        Console.Write(TextTable.ToText(ResultTable.Headings, rows.Select(ResultTable.Cells)));

        LogLogChart chart = new TradeOff(comparison).Chart("Marginal violation against time, palettes", ("RA-OT", regression.Model!), ("OA-OT", objective.Model!));
        ColourPage page = new(rows, chart);
        foreach ((string source, string target) in Shown)
            page.AddStrip(Recolour(saved, objective.Model!, Read(source), _pairs[source], Read(target), _pairs[target]));
        page.Save(Page);
        Console.WriteLine($"\npictures: {Path.GetFullPath(Page)}");
        if (Gallery is not null)
            page.SaveGallery(Gallery);
        OutputFile.SaveJson(Json, new { Train = _pairs.Train.Length, Test = test.Length, Epsilon, TrainingSeconds = seconds, RoundTripEqual = equal, Rows = rows });
        if (!equal)
            throw new InputException("A saved and loaded model predicts something else: please report this.");
    }

    /// <summary>A picture of the user's in the colours of another: their palettes are found, the coupling is predicted.</summary>
    public void Recolour(string source, string target)
    {
        OutputFile.Prepare(Page, Json, Model);
        Picture from = PictureFile.Read(source), to = PictureFile.Read(target);
        List<Palette> palettes = LongWork.Collect("palettes", 2, new[] { (source, from), (target, to) }.Select(named => Palette.Of(named.Item1, named.Item2)));
        (CouplingTransformer objective, ITransformer saved, bool equal) = LearnAndSave();
        Picture[] strip = Recolour(saved, objective.Model!, from, palettes[0], to, palettes[1]);
        ColourPage page = new([], null);
        page.AddStrip(strip);
        page.Save(Page);
        string file = Path.ChangeExtension(Page, ".png");
        File.WriteAllBytes(file, PictureFile.EncodePng(strip[2]));
        Certificate certificate = objective.Model!.Predict(Problem(objective.Model, palettes[0], palettes[1])).Certify();
        Console.WriteLine(FormattableString.Invariant(
            $"{palettes[0].Weights.Length} and {palettes[1].Weights.Length} colours; predicted coupling: cost {certificate.TransportCost:0.0000}, violation {certificate.MarginalViolation:0.000}; the model was saved and loaded: {(equal ? "the same bits" : "OTHER bits")}."));
        Console.WriteLine($"recoloured: {Path.GetFullPath(file)}, beside the originals: {Path.GetFullPath(Page)}");
        OutputFile.SaveJson(Json, new { source, target, certificate.TransportCost, certificate.MarginalViolation, certificate.RelativeDualityGap, RoundTripEqual = equal });
    }

    private (CouplingTransformer Fitted, ITransformer Saved, bool Equal) LearnAndSave()
    {
        CouplingTransformer fitted = Learn("OA-OT", new PredictCouplingOptions { Method = PotentialLearning.DualObjective });
        IDataView test = _context.Data.LoadFromEnumerable(PalettePairs.Rows(_pairs.Test.Take(2).Select(names => (_pairs[names.Source], _pairs[names.Target]))));
        ITransformer saved = SavedModel.SaveAndLoad(_context, fitted, test.Schema, Model);
        return (fitted, saved, SavedModel.Digest(fitted, test) == SavedModel.Digest(saved, test));
    }

    private CouplingTransformer Learn(string name, PredictCouplingOptions options) => LongWork.Fit(name, progress =>
    {
        options.Dimension = 3;
        options.SourceWeightsColumnName = "SourceWeights";
        options.TargetWeightsColumnName = "TargetWeights";
        options.Epsilon = Epsilon;
        options.Progress = progress;
        return _context.SlicedOT().PredictCoupling(options).Fit(_context.Data.LoadFromEnumerable(PalettePairs.Rows(_pairs.Train.Select(names => (_pairs[names.Source], _pairs[names.Target])))));
    });

    private static TransportProblem Problem(AmortizedCouplingModel model, Palette source, Palette target) => model.CreateProblem(Measure(source), Measure(target));

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
    private Picture[] Recolour(ITransformer saved, AmortizedCouplingModel model, Picture picture, Palette source, Picture other, Palette target)
    {
        IDataView row = _context.Data.LoadFromEnumerable(PalettePairs.Rows([(source, target)]));
        float[] predicted = [.. saved.Transform(row).GetColumn<float[]>("TransportedSource").Single()];
        float[] converged = new SinkhornSolver().Solve(Problem(model, source, target)).TransportedSource();
        return [picture, other, Recolouring.Apply(picture, source.Colours, predicted), Recolouring.Apply(picture, source.Colours, converged)];
    }

    private Picture Read(string name) => PictureFile.Read(Path.Combine(_folder, name + ".png"));
}
