using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DigitTransport;

/// <summary>The demo from data to page: learn, save, load, predict, compare, show.</summary>
internal sealed class Demo
{
    private const double Epsilon = 0.01;
    private const int Films = 4;

    private readonly MLContext _context = new();
    private readonly DemoOptions _options;
    private readonly ImagePairs _pairs;
    private readonly int _firstTest;
    private readonly IDataView _test;

    public Demo(DemoOptions options)
    {
        _options = options;
        _pairs = new ImagePairs(options.Images, options.Pairs);
        _firstTest = options.FirstTestIn(_pairs.Count);
        _test = Rows(_firstTest, options.Test);
    }

    public void PrintDigest(string model) => Console.WriteLine(SavedModel.Digest(SavedModel.Load(model), _test));

    public void Run()
    {
        OutputFile.Prepare(_options.Page, _options.Json, _options.Model, _options.Gallery is null ? null : Path.Combine(_options.Gallery, "digits.json"));
        Console.WriteLine(
            $"{_pairs.Count} pairs of {_pairs.Rows}x{_pairs.Columns} pictures; learning from the first {_options.Train}, predicting {_options.Test} from pair {_firstTest + 1} on.");

        IDataView train = Rows(0, _options.Train);
        long start = Stopwatch.GetTimestamp();
        CouplingTransformer model = Learn(train, new PredictCouplingOptions());
        double trainingSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Describe(model.FitReport, trainingSeconds);

        bool roundTripEqual = SaveAndLoad(model, train.Schema);
        double millisecondsInMLNet = MillisecondsThroughMLNet(model);
        DemoPage page = new(_pairs.Rows, _pairs.Columns);
        CouplingTransformer objective = Learn(train, new PredictCouplingOptions { Method = PotentialLearning.DualObjective });
        Comparison comparison = new(ShiftStudy.Problems(model.Model!, _pairs.Take(_firstTest, _options.Test))) { TimedCalls = _options.Small ? 30 : 200 };
        IEnumerable<MethodRow> methods = MethodTable.Measure(comparison, model.Model!, objective.Model!, LearnFromSlices(train), (pair, solution, plan) =>
        {
            if (_options.Dump is { } directory)
                PlanDump.Write(directory, pair, solution, plan);
            if (pair < Films)
                page.AddFilm(plan, comparison.ConvergedPlan(pair));
        });
        List<MethodRow> rows = LongWork.Collect("comparing methods", MethodTable.Count, methods);
        ShiftResult shifts = ShiftStudy.Measure(model.Model!, _pairs.Take(_firstTest, _options.Test), _pairs.Rows, _pairs.Columns);

        Console.WriteLine();
        Console.Write(TextTable.ToText(ResultTable.Headings, rows.Select(ResultTable.Cells)));
        Console.WriteLine();
        Console.WriteLine("Pictures of another kind, predicted by the same model; is the violation of a prediction in order with its error (rank correlation)?");
        Console.WriteLine();
        Console.Write(TextTable.ToText(ShiftResult.Headings, shifts.Cells()));
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant($"training: {trainingSeconds:0.00} s"));
        Console.WriteLine(FormattableString.Invariant($"reading couplings through ML.NET: {millisecondsInMLNet:0.00} ms a pair, its own copying included"));
        Console.WriteLine($"round trip (saved, loaded here and in a process of its own): {(roundTripEqual ? "predictions are bit-equal" : "predictions DIFFER")}");

        DemoResult result = new(
            rows, trainingSeconds, millisecondsInMLNet, roundTripEqual, _options.Train, _options.Test,
            model.FitReport.NumberOfDirections, _options.Seed, Epsilon, shifts);
        LogLogChart tradeOff = new TradeOff(comparison).Chart("Marginal violation against time, digits", ("RA-OT", model.Model!), ("OA-OT", objective.Model!));
        page.Save(_options.Page, result, tradeOff);
        if (_options.Gallery is { } gallery)
            page.SaveGallery(gallery, result, tradeOff);
        Console.WriteLine($"pictures: {Path.GetFullPath(_options.Page)}");
        OutputFile.SaveJson(_options.Json, result);
        if (!roundTripEqual)
            throw new InputException("A saved and loaded model predicts something else: please report this.");
    }

    private IDataView Rows(int first, int count) => _context.Data.LoadFromEnumerable(
        _pairs.Take(first, count).Select(pair => new DigitPair { SourceWeights = pair.Source, TargetWeights = pair.Target }));

    private CouplingTransformer Learn(IDataView train, PredictCouplingOptions options)
    {
        options.SourceSupport = Support.Grid(_pairs.Rows, _pairs.Columns);
        options.Epsilon = Epsilon;
        options.Seed = _options.Seed;
        options.NumberOfThreads = 1;
        if (options.Features.NumberOfDirections is null)
            options.Features = options.Features with { NumberOfDirections = _options.Directions };
        return LongWork.Fit("learning", progress =>
        {
            options.Progress = progress;
            return _context.SlicedOT().PredictCoupling(options).Fit(train);
        });
    }

    private AmortizedCouplingModel LearnFromSlices(IDataView train) => Learn(train, new PredictCouplingOptions
    {
        Features = FeatureOptions.SlicesOnly(100, DirectionScheme.Random),
    }).Model!;

    private static void Describe(FitReport report, double seconds)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"RA-OT learned from {report.PairsUsed} pairs ({report.PairsSkipped} skipped) in {seconds:0.00} s: solving them {report.TeacherSeconds:0.00} s, features {report.FeatureSeconds:0.00} s, sums {report.GramSeconds:0.00} s, coefficients {report.SolveSeconds:0.00} s."));
        Console.WriteLine(FormattableString.Invariant(
            $"{report.NumberOfDirections} directions; explained variance of the potentials {report.PotentialR2:0.0000} (untrained {report.UntrainedR2:0.0000})."));
    }

    private bool SaveAndLoad(CouplingTransformer model, DataViewSchema schema)
    {
        string file = _options.Model ?? Path.Combine(Directory.CreateTempSubdirectory("DigitTransport").FullName, "model.zip");
        try
        {
            _context.Model.Save(model, schema, file);
            string fitted = SavedModel.Digest(model, _test);
            string loaded = SavedModel.Digest(SavedModel.Load(file), _test);
            string elsewhere = RoundTrip.DigestInChildProcess(file, _options, _firstTest);
            return fitted == loaded && fitted == elsewhere;
        }
        finally
        {
            if (_options.Model is null)
                Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private double MillisecondsThroughMLNet(CouplingTransformer model)
    {
        IDataView predictions = model.Transform(_test);
        long start = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            start = Stopwatch.GetTimestamp();
            DataViewSchema.Column column = predictions.Schema["Coupling"];
            using DataViewRowCursor cursor = predictions.GetRowCursor([column]);
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> coupling = default;
            while (cursor.MoveNext())
                getter(ref coupling);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / _options.Test;
    }
}
