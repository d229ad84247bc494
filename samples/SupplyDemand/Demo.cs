using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace SupplyDemand;

/// <summary>From places to maps: draw seasons, learn, save, load, predict, compare, show.</summary>
internal sealed class Demo
{
    private const int Methods = 12;

    private readonly MLContext _context = new();

    public string? Supply { get; init; }

    public string? Demand { get; init; }

    public required double[] Epsilons { get; init; }

    public required int Train { get; init; }

    public required int Test { get; init; }

    public required int Seed { get; init; }

    public required int MapWidth { get; init; }

    public string? Model { get; init; }

    public string? Json { get; init; }

    public required string Page { get; init; }

    public string? Gallery { get; init; }

    public void Run()
    {
        OutputFile.Prepare(Page, Json, Model, Gallery is null ? null : Path.Combine(Gallery, "supply-demand.json"));
        Places demand = Demand is null ? Places.Cities() : Places.Read(Demand);
        Places supply = Supply is null ? Places.Depots(Places.Cities()) : Places.Read(Supply);
        Console.WriteLine($"{supply.Count} depots, {demand.Count} places that want something; {Train} pairs to learn from, {Test} to predict.");

        Season[] seasons = Season.Draw(supply, demand, Train + Test, Seed);
        FlowMap map = new(supply, demand, MapWidth);
        TaskResult[] results = [.. Epsilons.Select((epsilon, k) => Measure(supply, demand, seasons, epsilon, map, k == 0 ? Model : null))];

        MapPage page = new(results, supply.Count, demand.Count, Train);
        page.Save(Page);
        Console.WriteLine($"\nmaps: {Path.GetFullPath(Page)}");
        if (Gallery is not null)
            page.SaveGallery(Gallery);
        OutputFile.SaveJson(Json, new
        {
            Supply = supply.Count,
            Demand = demand.Count,
            Train,
            Test,
            Seed,
            Tasks = results.Select(result => new { result.Epsilon, result.TrainingSeconds, result.RoundTripEqual, result.Rows }),
        });
        if (results.Any(result => !result.RoundTripEqual))
            throw new InputException("A saved and loaded model predicts something else: please report this.");
    }

    private TaskResult Measure(Places supply, Places demand, Season[] seasons, double epsilon, FlowMap map, string? file)
    {
        IDataView train = _context.Data.LoadFromEnumerable(seasons[..Train]), test = _context.Data.LoadFromEnumerable(seasons[Train..]);
        CouplingTransformer Learn(string name, PredictCouplingOptions options) => LongWork.Fit(name, progress =>
        {
            options.SourceSupport = supply.Support;
            options.TargetSupport = demand.Support;
            options.GroundCost = GroundCost.SphereArc;
            options.Epsilon = epsilon;
            options.NumberOfThreads = 1;
            options.Progress = progress;
            return _context.SlicedOT().PredictCoupling(options).Fit(train);
        });

        long start = Stopwatch.GetTimestamp();
        CouplingTransformer fitted = Learn("RA-OT", new PredictCouplingOptions { Weighting = RegressionWeighting.Curvature });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        AmortizedCouplingModel objective = Learn("OA-OT", new PredictCouplingOptions { Method = PotentialLearning.DualObjective }).Model!;

        // From here on the model is the one that was saved.
        ITransformer loaded = SavedModel.SaveAndLoad(_context, fitted, train.Schema, file);
        bool equal = SavedModel.Digest(fitted, test) == SavedModel.Digest(loaded, test);
        AmortizedCouplingModel regression = _context.SlicedOT().Restore(loaded).OfType<CouplingTransformer>().Single().Model!;

        Comparison comparison = new([.. seasons[Train..].Select(season => regression.CreateProblem(
            new DiscreteMeasure(regression.Geometry!.Source, season.SourceWeights), new DiscreteMeasure(regression.Geometry.Target, season.TargetWeights)))]);
        List<MethodRow> rows = LongWork.Collect("comparing methods", Methods, Compare(comparison, regression, objective));
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant($"epsilon {epsilon} radians; RA-OT learned in {seconds:0.00} s; saved and loaded: {(equal ? "the same bits" : "OTHER bits")}"));
        Console.Write(TextTable.ToText(ResultTable.Headings, rows.Select(ResultTable.Cells)));

        float[] predicted = [.. loaded.Transform(_context.Data.LoadFromEnumerable(seasons[Train..(Train + 1)])).GetColumn<VBuffer<float>>("Coupling").Single().DenseValues()];
        return new TaskResult(epsilon, seconds, equal, rows, map.Draw(predicted), map.Draw(comparison.ConvergedPlan(0)));
    }

    private static IEnumerable<MethodRow> Compare(Comparison comparison, AmortizedCouplingModel regression, AmortizedCouplingModel objective)
    {
        var untrained = AmortizedCouplingModel.Untrained(
            regression.Cost, 3, regression.Epsilon, new FeatureOptions { Directions = regression.Features.Directions }, regression.Geometry);
        SinkhornOptions refinement = new() { Tolerance = 1e-6 };
        foreach ((string name, AmortizedCouplingModel model) in ((string, AmortizedCouplingModel)[])[("RA-OT", regression), ("OA-OT", objective), ("untrained", untrained)])
            yield return comparison.Measure(name, 2, (problem, solution) => model.Predict(problem, solution));

        foreach (double violation in (double[])[0.2, 0.1, 0.01])
        {
            foreach ((string name, Acceleration acceleration) in ((string, Acceleration)[])[("Sinkhorn", Acceleration.None), ("Anderson", Acceleration.Anderson)])
            {
                SinkhornSolver cold = new(new SinkhornOptions { Acceleration = acceleration, Tolerance = violation });
                yield return comparison.Measure(FormattableString.Invariant($"{name}, cold, to {violation}"), null, (problem, solution) => cold.Solve(problem, solution));
            }
        }

        yield return comparison.Measure("RA-OT, refined", null, (problem, solution) => regression.Predict(problem, solution, refinement: refinement));
        SinkhornSolver anderson = new(refinement), plain = new(refinement with { Acceleration = Acceleration.None });
        yield return comparison.Measure("Anderson, cold, converged", null, (problem, solution) => anderson.Solve(problem, solution));
        yield return comparison.Measure("Sinkhorn, cold, converged", null, (problem, solution) => plain.Solve(problem, solution));
    }
}
