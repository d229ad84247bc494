using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DomainAdaptation;

/// <summary>Two tables of the user's: labelled rows of yesterday, rows of today.</summary>
/// <param name="trainer">What learns the labels.</param>
/// <param name="label">Their column; today's table may have it, too, and is scored then.</param>
internal sealed class OwnDomains(Func<MLContext, IEstimator<ITransformer>> trainer, string label)
{
    public required string Source { get; init; }

    public required string Target { get; init; }

    public string? Output { get; init; }

    public string? Model { get; init; }

    public string? Json { get; init; }

    public void Run()
    {
        var before = FeatureTable.Read(Source, null, label);
        var now = FeatureTable.Read(Target, before.Names);
        string[] known = [.. Labels(Source)!.Distinct().Order(StringComparer.Ordinal)];
        if (known.Length is < 2 or > Sample.MostClasses)
            throw new InputException($"'{Source}', column '{label}': {known.Length} classes; 2 to {Sample.MostClasses} are needed.");
        Sample labelled = new(before.Rows, [.. Labels(Source)!.Select(text => Array.IndexOf(known, text))]);
        string[]? truth = Labels(Target);

        var context = new MLContext(1);
        IDataView source = labelled.View(context), target = new Sample(now.Rows, new int[now.Rows.Length]).View(context);
        ITransformer frozen = trainer(context).Fit(source);
        AdaptationChoice choice = Choose(context, source, target);
        ITransformer pipeline = choice.Transformer is null ? frozen : new TransformerChain<ITransformer>(choice.Transformer, frozen);
        ITransformer loaded = SavedModel.SaveAndLoad(context, pipeline, target.Schema, Model);

        string[] without = Predict(frozen, target, known), with = Predict(loaded, target, known);
        int changed = without.Zip(with).Count(pair => pair.First != pair.Second);
        Console.WriteLine($"{choice.Name}: {choice.Reason}");
        Console.WriteLine($"{before.Rows.Length} labelled rows, {now.Rows.Length} of today, {before.Names.Length} features; the map changes the prediction of {changed} rows. Map and model were saved and loaded as one.");
        double? accuracyWithout = Accuracy(without, truth), accuracyWith = Accuracy(with, truth);
        if (accuracyWith is not null)
            Console.WriteLine(FormattableString.Invariant($"accuracy {accuracyWithout:0.000} as it is, {accuracyWith:0.000} with the choice"));
        if (Output is not null)
            File.WriteAllLines(Output, ["asItIs,chosen", .. without.Zip(with, (first, second) => $"{Quoted(first)},{Quoted(second)}")]);
        OutputFile.SaveJson(Json, new { choice.Name, choice.Reason, Changed = changed, AccuracyAsItIs = accuracyWithout, AccuracyChosen = accuracyWith });
    }

    private AdaptationChoice Choose(MLContext context, IDataView source, IDataView target)
    {
        try
        {
            return context.SlicedOT().ChooseAdaptation(source, target, trainer(context), use: AdaptationUse.FrozenModel);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            throw new InputException($"'{Source}' and '{Target}' cannot be compared: {e.Message}");
        }
    }

    private string[]? Labels(string path)
    {
        var table = CsvTable.Read(path);
        int? column = path == Source ? table.Column(label) : table.Find(label);
        return column is { } at ? [.. Enumerable.Range(0, table.Count).Select(row => table.Text(row, at))] : null;
    }

    private static string[] Predict(ITransformer model, IDataView rows, string[] known) => [.. model.Transform(rows).GetColumn<uint>("PredictedLabel").Select(key => known[Math.Clamp((int)key - 1, 0, known.Length - 1)])];

    private static double? Accuracy(string[] predicted, string[]? truth) => truth is null ? null : predicted.Zip(truth).Average(pair => pair.First == pair.Second ? 1.0 : 0.0);

    private static string Quoted(string text) => text.Contains(',') || text.Contains('"') ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
