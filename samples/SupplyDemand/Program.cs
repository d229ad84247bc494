using System.CommandLine;
using Samples.Shared;
using SupplyDemand;

Option<string?> supply = CommandLine.Text("--supply", "FILE", "CSV of depots with the columns lon, lat and, if they do not count alike, weight; 100 large cities if not given");
Option<string?> demand = CommandLine.Text("--demand", "FILE", "CSV of places that want something, the same columns; the 10,000 largest cities by population if not given");
Option<double[]> epsilons = new("--epsilon")
{
    HelpName = "RADIANS",
    Description = "How much couplings are blurred, in radians of the globe (1 radian is 6,371 km); may be given several times",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [0.05, 0.5],
};
epsilons.Validators.Add(result =>
{
    if (result.GetValue(epsilons)!.Any(value => value is not (>= 1e-3 and <= 10)))
        result.AddError("--epsilon: radians from 0.001 to 10 are needed.");
});
Option<int> train = CommandLine.Whole("--train", "COUNT", "Pairs to learn from", 20, 1, 10_000);
Option<int> test = CommandLine.Whole("--test", "COUNT", "Unseen pairs to predict", 10, 1, 10_000);
Option<int> seed = CommandLine.Whole("--seed", "NUMBER", "Seed of supply and demand", 7, 0);
Option<bool> small = new("--small") { Description = "8 pairs to learn from, 3 to predict, a smaller map" };
Option<string?> model = CommandLine.Text("--model", "FILE", "Where the model of the first epsilon is kept; a temporary file if not given");
Option<string?> json = CommandLine.Json();
Option<string?> page = CommandLine.Text("--page", "FILE", "Page of maps; supply-demand.html if not given");
Option<string?> gallery = CommandLine.Text("--gallery", "DIR", "Write the maps and the table as files of their own");

RootCommand command = new("Who serves whom? Learns from pairs of supply and demand on the globe, predicts unseen ones, compares and draws them.")
{
    supply, demand, epsilons, train, test, seed, small, model, json, page, gallery,
};
command.SetAction(line =>
{
    bool isSmall = line.GetValue(small);
    int Count(Option<int> option, int few) => isSmall && line.GetResult(option) is not { Implicit: false } ? few : line.GetValue(option);
    new Demo
    {
        Supply = line.GetValue(supply),
        Demand = line.GetValue(demand),
        Epsilons = line.GetValue(epsilons)!,
        Train = Count(train, 8),
        Test = Count(test, 3),
        Seed = line.GetValue(seed),
        MapWidth = isSmall ? 1100 : 1600,
        Model = line.GetValue(model),
        Json = line.GetValue(json),
        Page = line.GetValue(page) ?? "supply-demand.html",
        Gallery = line.GetValue(gallery),
    }.Run();
});
return CommandLine.Run(command, args);
