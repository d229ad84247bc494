namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>A scenario's fitted model and its file.</summary>
internal sealed class SoakModel
{
    private const int TrainingRows = 12;
    private const int BadTrainingRows = 3;

    private readonly MLContext _context;
    private readonly string _file;

    /// <summary>Learns from good rows with bad ones among them, saves, loads, saves what was loaded.</summary>
    public SoakModel(MLContext context, Scenario scenario, int seed, string folder)
    {
        _context = context;
        Scenario = scenario;
        Cases = new CaseMaker(scenario, seed);
        Check = new AnswerCheck(scenario);
        SoakCase[] bad = [.. Numbers().Select(Cases.Make).Where(c => c.Refusal is not null).Take(BadTrainingRows)];
        IEnumerable<SoakCase> good = Enumerable.Range(0, TrainingRows).Select(k => Cases.MakeOrdinary(k));
        IDataView view = View(good.Take(2).Concat(bad).Concat(good.Skip(2)));
        Fitted = scenario.Estimator(context).Fit(view);
        if (scenario.Learns && (Fitted.FitReport.PairsUsed, Fitted.FitReport.PairsSkipped) != (TrainingRows, bad.Length))
        {
            throw new InvalidOperationException(
                $"{scenario.Name}: {Fitted.FitReport.PairsUsed} rows used and {Fitted.FitReport.PairsSkipped} skipped of {TrainingRows} good and {bad.Length} bad ones.");
        }

        string first = Path.Combine(folder, "first.zip");
        _file = Path.Combine(folder, Path.GetRandomFileName() + ".zip");
        context.Model.Save(Fitted, view.Schema, first);
        context.Model.Save(context.Model.Load(first, out DataViewSchema schema), schema, _file);
        File.Delete(first);
    }

    public Scenario Scenario { get; }

    public CaseMaker Cases { get; }

    public AnswerCheck Check { get; }

    public CouplingTransformer Fitted { get; }

    public ITransformer Load() => _context.Model.Load(_file, out _);

    public PredictionEngine<SoakRow, CouplingPrediction> Engine(ITransformer model) =>
        _context.Model.CreatePredictionEngine<SoakRow, CouplingPrediction>(model);

    /// <summary>The rows as a view.</summary>
    public IDataView View(IEnumerable<SoakCase> rows) => _context.Data.LoadFromEnumerable(rows.Select(r => r.ToRow()).ToArray());

    /// <summary>The answers of <paramref name="model"/> to the rows of a view, read to its end.</summary>
    public CouplingPrediction[] Answers(ITransformer model, IEnumerable<SoakCase> rows) =>
        [.. _context.Data.CreateEnumerable<CouplingPrediction>(model.Transform(View(rows)), reuseRowObject: false)];

    private static IEnumerable<long> Numbers()
    {
        for (long number = 0; ; number++)
            yield return number;
    }
}
