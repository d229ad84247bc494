using System.CommandLine;
using System.Diagnostics;
using DigitMap;
using Microsoft.ML;
using Microsoft.ML.SlicedOT;
using Samples.Shared;
using static System.FormattableString;

Option<int> count = CommandLine.Whole("--count", "N", "Digits; rounded down to a square.", 900, 16, 3_000);
Option<int> seed = CommandLine.Whole("--seed", "NUMBER", "Seed of the pairs that are solved and of the swaps.", 1, 0);
Option<bool> exact = new("--exact") { Description = "Solves every pair instead of estimating costs from sketches: half a minute for 196 digits." };
Option<string?> images = CommandLine.Text("--images", "FILE", "Pictures of yours in IDX format, gzipped or not; digits of the repository if not given");
Option<string?> labels = CommandLine.Text("--labels", "FILE", "Their classes, 0 to 9, in IDX format, which colour them and are compared; all alike if not given");
Option<bool> classify = new("--classify") { Description = "Trains a classifier of the repository's numerals instead: on pixels, on distances to some digits, on both." };
Option<string?> json = CommandLine.Json();
Option<string?> gallery = CommandLine.Text("--gallery", "DIR", "Where digits-map.png and digits-grid.png go; the current directory if not given.");
RootCommand command = new("Arranges handwritten digits by what it costs to turn one into another, and draws them.") { count, seed, exact, images, labels, classify, json, gallery };
command.Validators.Add(result =>
{
    if (result.GetValue(labels) is not null && result.GetValue(images) is null)
        result.AddError("--labels needs --images: the pictures whose classes they are.");
});
command.SetAction(line =>
{
    string pictures = Path.Combine(AppContext.BaseDirectory, "data", "digits-images.idx3-ubyte.gz"), numerals = Path.Combine(AppContext.BaseDirectory, "data", "digits-labels.idx1-ubyte.gz");
    if (line.GetValue(classify))
    {
        Numerals.Run(Digits.Read(pictures, numerals, 3_000), line.GetValue(seed));
        return;
    }

    OutputFile.Prepare(line.GetValue(json), Path.Combine(line.GetValue(gallery) ?? ".", "digits-map.png"));
    int side = (int)Math.Sqrt(line.GetValue(count));
    Digits digits = line.GetValue(images) is { } own
        ? Digits.Read(own, line.GetValue(labels), side * side)
        : Digits.Read(pictures, numerals, side * side);
    Draw(digits, side, line.GetValue(seed), line.GetValue(exact), line.GetValue(gallery) ?? ".", line.GetValue(json));
});
return CommandLine.Run(command, args);

static void Draw(Digits digits, int side, int seed, bool exact, string directory, string? json)
{
    var context = new MLContext(1);
    long start = Stopwatch.GetTimestamp();
    TransportCostMatrix costs = LongWork.Fit("transport costs", progress => context.SlicedOT().TransportCosts(
        context.Data.LoadFromEnumerable(digits.Weights.Select(weights => new Digit { Weights = weights })),
        support: Support.Grid(digits.Rows, digits.Columns),
        options: new TransportCostsOptions { Tier = exact ? TransportCostTier.Exact : TransportCostTier.Sketch, Seed = seed },
        progress: progress));
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    long pairs = (long)digits.Count * (digits.Count - 1) / 2;
    string error = exact ? "exact" : Invariant($"relative error {costs.RelativeError:P0} (root mean square, of pairs left out)");
    Console.WriteLine(Invariant($"{digits.Count} digits, {pairs:N0} transport costs in {seconds:0.0} s, {error}"));
    double byCost = digits.Agreement((i, j) => costs[i, j]), byPixels = digits.Agreement(digits.SquaredDifference);
    Console.WriteLine(Invariant($"the nearest other digit is the same numeral: {byCost:P0} by transport cost, {byPixels:P0} by squared differences of pixels"));

    (double X, double Y)[] places = Scaling.Plane(costs, out double explained);
    int[] grid = Grid.Arrange(costs, places, side, seed);
    double neighbours = Grid.Agreement(grid, side, digits.Labels);
    Console.WriteLine(Invariant($"two coordinates hold {explained:P0} of the scatter; neighbours on the grid are the same numeral: {neighbours:P0}"));

    string map = Path.Combine(directory, "digits-map.png"), mosaic = Path.Combine(directory, "digits-grid.png");
    File.WriteAllBytes(map, PictureFile.EncodePng(Drawing.Map(digits, places)));
    File.WriteAllBytes(mosaic, PictureFile.EncodePng(Drawing.Mosaic(digits, grid, side)));
    Console.WriteLine($"pictures: {Path.GetFullPath(map)}, {Path.GetFullPath(mosaic)}");
    OutputFile.SaveJson(json, new
    {
        Digits = digits.Count,
        Pairs = pairs,
        Seconds = seconds,
        RelativeError = exact ? 0 : costs.RelativeError,
        SameNumeralByCost = byCost,
        SameNumeralByPixels = byPixels,
        ScatterHeld = explained,
        SameNumeralOnGrid = neighbours,
        Places = places.Select(place => new[] { place.X, place.Y }),
    });
}
