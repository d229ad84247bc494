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
Option<string?> picture = CommandLine.Text("--picture", "FILE", "Where the picture of both couplings goes, an .svg");
RootCommand command = new("Couples two clouds that have outliers, exactly and with a mass penalty, and stock with a demand half as large.") { multiple, seed, picture };
command.SetAction(line => Run(line.GetValue(multiple), line.GetValue(seed), line.GetValue(picture)));
return CommandLine.Run(command, args);

static void Run(double multiple, int seed, string? picture)
{
    if (!(multiple > 0 && multiple < 1e6))
        throw new InputException(Invariant($"'--penalty {multiple}': a number above 0 and below a million is needed."));
    var context = new MLContext(1);
    var clouds = OutlierClouds.Create(seed);
    CouplingAnswer balanced = Solve(context, clouds, MassPenalty.Exact), relaxed = Solve(context, clouds, MassPenalty.Relative(multiple));
    Console.WriteLine($"Two clouds of {OutlierClouds.Count} points, {OutlierClouds.Outliers} of each outliers:");
    Console.Write(TextTable.ToText(
        ["marginals", "mass moved", "outliers' mass that is moved", "others'", "outliers told by it (AUC)", "error of the map of others"],
        [clouds.Row("exact", balanced), clouds.Row(Invariant($"penalty {multiple} x mean cost"), relaxed)]));
    if (picture is not null)
    {
        File.WriteAllText(picture, CouplingPicture.Draw(clouds, balanced, relaxed));
        Console.WriteLine($"picture: {Path.GetFullPath(picture)}");
    }

    Console.WriteLine();
    Console.WriteLine("Stock of 1 for a demand of 0.5, which is met exactly; the stock has a penalty:");
    Stock.Print(context);
}

static CouplingAnswer Solve(MLContext context, OutlierClouds clouds, MassPenalty penalty)
{
    IDataView view = context.Data.LoadFromEnumerable([new CloudPair { SourcePoints = clouds.Source, TargetPoints = clouds.Target }]);
    CouplingTransformer solver = context.SlicedOT().SolveCoupling(new SolveCouplingOptions
    {
        Dimension = 2,
        EpsilonScale = 0.005,
        SourceMassPenalty = penalty,
        TargetMassPenalty = penalty,
    }).Fit(view);
    return context.Data.CreateEnumerable<CouplingAnswer>(solver.Transform(view), reuseRowObject: false).Single();
}
