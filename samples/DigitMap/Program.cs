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
Option<string?> gallery = CommandLine.Text("--gallery", "DIR", "Where digits-map.png and digits-grid.png go; the current directory if not given.");
RootCommand command = new("Arranges handwritten digits by what it costs to turn one into another, and draws them.") { count, seed, exact, gallery };
command.SetAction(line => Draw(line.GetValue(count), line.GetValue(seed), line.GetValue(exact), line.GetValue(gallery) ?? "."));
return CommandLine.Run(command, args);

static void Draw(int count, int seed, bool exact, string directory)
{
    int side = (int)Math.Sqrt(count);
    var digits = Digits.Read(Path.Combine(AppContext.BaseDirectory, "data"), side * side);
    var context = new MLContext(1);
    long start = Stopwatch.GetTimestamp();
    TransportCostMatrix costs = context.SlicedOT().TransportCosts(
        context.Data.LoadFromEnumerable(digits.Weights.Select(weights => new Digit { Weights = weights })),
        support: Support.Grid(digits.Rows, digits.Columns),
        options: new TransportCostsOptions { Tier = exact ? TransportCostTier.Exact : TransportCostTier.Sketch, Seed = seed });
    long pairs = (long)digits.Count * (digits.Count - 1) / 2;
    string error = exact ? "exact" : Invariant($"relative error {costs.RelativeError:P0} (root mean square, of pairs left out)");
    Console.WriteLine(Invariant($"{digits.Count} digits, {pairs:N0} transport costs in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, {error}"));
    Console.WriteLine(Invariant(
        $"the nearest other digit is the same numeral: {digits.Agreement((i, j) => costs[i, j]):P0} by transport cost, {digits.Agreement(digits.SquaredDifference):P0} by squared differences of pixels"));

    (double X, double Y)[] places = Scaling.Plane(costs, out double explained);
    int[] grid = Grid.Arrange(costs, places, side, seed);
    Console.WriteLine(Invariant($"two coordinates hold {explained:P0} of the scatter; neighbours on the grid are the same numeral: {Grid.Agreement(grid, side, digits.Labels):P0}"));

    Directory.CreateDirectory(directory);
    string map = Path.Combine(directory, "digits-map.png"), mosaic = Path.Combine(directory, "digits-grid.png");
    File.WriteAllBytes(map, PictureFile.EncodePng(Drawing.Map(digits, places)));
    File.WriteAllBytes(mosaic, PictureFile.EncodePng(Drawing.Mosaic(digits, grid, side)));
    Console.WriteLine($"pictures: {Path.GetFullPath(map)}, {Path.GetFullPath(mosaic)}");
}
