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

    private static readonly (string Source, string Target)[] Shown = [("chelsea", "china"), ("coffee", "retina"), ("rocket", "china")];

    private readonly MLContext _context = new();
    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, "data");
    private readonly PalettePairs _pairs;
    private readonly CommandLine _line;

    public ColourDemo(CommandLine line)
    {
        _line = line;
        _pairs = new PalettePairs(_folder, line.Text("split") ?? "heldout");
    }

    public void Run()
    {
        Console.WriteLine($"{_pairs.Train.Length} pairs of palettes to learn from, {_pairs.Test.Length} to predict; 500 colours each, epsilon {FormattableString.Invariant($"{Epsilon}")}.");
        long start = Stopwatch.GetTimestamp();
        CouplingTransformer regression = Learn(new PredictCouplingOptions());
        CouplingTransformer curvature = Learn(new PredictCouplingOptions { CurvatureWeighting = true });
        CouplingTransformer objective = Learn(new PredictCouplingOptions { Method = PotentialLearning.DualObjective });
        Console.WriteLine(FormattableString.Invariant($"learned three models in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s."));

        Comparison comparison = new([.. _pairs.Test.Select(names => Problem(regression.Model!, names))]);
        List<MethodRow> rows = Compare(comparison, regression.Model!, curvature.Model!, objective.Model!);
        Console.WriteLine();
        Console.Write(ResultTable.ToText(ResultTable.Headings, rows.Select(ResultTable.Cells)));

        LogLogChart chart = new TradeOff(comparison).Chart("Marginal violation against time, palettes", ("RA-OT", regression.Model!), ("OA-OT", objective.Model!));
        string file = _line.Text("page") ?? "colour-transfer.html";
        ColourPage page = new(rows, chart);
        foreach ((string source, string target) in Shown)
            page.AddStrip(Recolour(objective, source, target));
        page.Save(file);
        Console.WriteLine($"\npictures: {Path.GetFullPath(file)}");
        if (_line.Text("gallery") is { } gallery)
            page.SaveGallery(gallery);
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

    private static List<MethodRow> Compare(Comparison comparison, AmortizedCouplingModel regression, AmortizedCouplingModel curvature, AmortizedCouplingModel objective)
    {
        AmortizedCouplingModel untrained = AmortizedCouplingModel.Untrained(regression.Cost, 3, Epsilon);
        SinkhornOptions refinement = new() { Tolerance = 1e-6 };
        List<MethodRow> rows = [];
        foreach ((string name, AmortizedCouplingModel model) in ((string, AmortizedCouplingModel)[])
            [("RA-OT", regression), ("RA-OT, curvature", curvature), ("OA-OT", objective), ("untrained", untrained)])
        {
            foreach (int halfSteps in (int[])[2, 3])
                rows.Add(comparison.Measure(name, halfSteps, (problem, solution) => model.Predict(problem, solution, halfSteps)));
        }
        foreach (int sweeps in (int[])[1, 10, 100])
        {
            SinkhornSolver cold = new(new SinkhornOptions { Acceleration = Acceleration.None, MaximumSweeps = sweeps, Tolerance = 1e-12 });
            rows.Add(comparison.Measure("Sinkhorn, cold", 2 * sweeps, (problem, solution) => cold.Solve(problem, solution)));
        }
        rows.Add(comparison.Measure("OA-OT, refined", null, (problem, solution) => objective.Predict(problem, solution, refinement: refinement)));
        rows.Add(comparison.Measure("untrained, refined", null, (problem, solution) => untrained.Predict(problem, solution, refinement: refinement)));
        SinkhornSolver anderson = new(refinement), plain = new(refinement with { Acceleration = Acceleration.None });
        rows.Add(comparison.Measure("Anderson, cold", null, (problem, solution) => anderson.Solve(problem, solution)));
        rows.Add(comparison.Measure("Sinkhorn, converged", null, (problem, solution) => plain.Solve(problem, solution)));
        return rows;
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
        float[] converged = new float[colours.Length];
        BarycentricProjection.Compute(problem, solution.SourcePotential, solution.TargetPotential, converged);
        return [picture, Read(target), Recolouring.Apply(picture, colours, predicted), Recolouring.Apply(picture, colours, converged)];
    }

    private Picture Read(string name) => PngReader.Read(Path.Combine(_folder, name + ".png"));
}
