using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.SlicedOT;
using Samples.Shared;
using UnequalTotals;
using static System.FormattableString;

Option<double> multiple = new("--penalty")
{
    HelpName = "MULTIPLE",
    Description = "Mass penalty of both sides, a multiple of the mean cost",
    DefaultValueFactory = _ => 0.5,
};
Option<int> seed = CommandLine.Whole("--seed", "NUMBER", "Seed of the clouds.", 1, 0);
Option<string?> source = CommandLine.Text("--source", "FILE", "A cloud of yours: CSV with columns x, y and, if points differ in it, weight");
Option<string?> target = CommandLine.Text("--target", "FILE", "The cloud it is coupled with");
Option<string?> json = CommandLine.Json();
Option<string?> picture = CommandLine.Text("--picture", "FILE", "Where the picture of both couplings goes, an .svg");
RootCommand command = new("Couples two clouds that have outliers, exactly and with a mass penalty, and stock with a demand half as large.") { multiple, seed, source, target, json, picture };
command.Validators.Add(result =>
{
    if (result.GetValue(source) is null != result.GetValue(target) is null)
        result.AddError("--source and --target belong together: give both, or neither.");
});
command.SetAction(line =>
{
    if (!(line.GetValue(multiple) is > 0 and < 1e6))
        throw new InputException(Invariant($"'--penalty {line.GetValue(multiple)}': a number above 0 and below a million is needed."));
    OutputFile.Prepare(line.GetValue(json), line.GetValue(picture));
    Clouds clouds = line.GetValue(source) is { } file ? Clouds.Read(file, line.GetValue(target)!) : Clouds.WithOutliers(line.GetValue(seed));
    Run(clouds, line.GetValue(multiple), line.GetValue(json), line.GetValue(picture));
});
return CommandLine.Run(command, args);

static void Run(Clouds clouds, double multiple, string? json, string? picture)
{
    var context = new MLContext(1);
    CouplingAnswer exact = Solve(context, clouds, MassPenalty.Exact), relaxed = Solve(context, clouds, MassPenalty.Relative(multiple));
    Console.WriteLine($"Clouds of {clouds.Source.Length / 2} and {clouds.Target.Length / 2} points{(clouds.Outliers > 0 ? $", {clouds.Outliers} of each outliers" : "")}:");
    Console.Write(TextTable.ToText(clouds.Headings, [clouds.Row(clouds.Outliers > 0 ? "exact" : "exact, of normalised weights", exact), clouds.Row(Invariant($"penalty {multiple} x mean cost"), relaxed)]));
    if (picture is not null)
    {
        File.WriteAllText(picture, CouplingPicture.Draw(clouds, exact, relaxed));
        Console.WriteLine($"picture: {Path.GetFullPath(picture)}");
    }

    Console.WriteLine();
    Console.WriteLine("Stock of 1 for a demand of 0.5, which is met exactly; the stock has a penalty:");
    StockAnswer stock = Stock.Solve(context);
    OutputFile.SaveJson(json, new
    {
        Penalty = multiple,
        relaxed.TotalMass,
        relaxed.SourceMass,
        relaxed.TargetMass,
        relaxed.TransportCost,
        ExactTransportCost = exact.TransportCost,
        Stock = stock,
    });
}

static CouplingAnswer Solve(MLContext context, Clouds clouds, MassPenalty penalty)
{
    IDataView view = context.Data.LoadFromEnumerable([clouds.ToRow()]);
    CouplingTransformer solver = context.SlicedOT().SolveCoupling(new SolveCouplingOptions
    {
        Dimension = 2,
        EpsilonScale = 0.005,
        SourceMassPenalty = penalty,
        TargetMassPenalty = penalty,
    }).Fit(view);
    ITransformer loaded = SavedModel.SaveAndLoad(context, solver, view.Schema, file: null); // the penalty, resolved, travels with the model
    return context.Data.CreateEnumerable<CouplingAnswer>(loaded.Transform(view), reuseRowObject: false).Single();
}
