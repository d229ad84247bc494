using System.CommandLine;
using System.Globalization;
using DomainAdaptation;
using Microsoft.ML;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

Option<int> seeds = CommandLine.Whole("--seeds", "N", "Random draws of each setting.", 1, 1, 100);
Option<string?> only = CommandLine.Text("--only", "PART", "Only settings whose name contains this, such as digits or gain.");
Option<string?> trainerName = CommandLine.Text("--trainer", "NAME", "sdca (default), lbfgs or lightgbm.");
Option<bool> study = new("--study") { Description = "All settings; without it a handful." };
Option<bool> pot = new("--pot") { Description = "Beside ours the maps of Python OT: LinearTransport, SinkhornTransport, SinkhornLpl1Transport with their defaults. Needs Python with POT." };
Option<string?> gallery = CommandLine.Text("--gallery", "DIR", "Draws some settings of the plane there, before and after maps, instead.");
Option<string?> source = CommandLine.Text("--source", "FILE", "A table of yours instead, CSV: labelled rows, all columns of numbers are features; needs --target.");
Option<string?> target = CommandLine.Text("--target", "FILE", "The same table today; labels are not read, but scored where they are there.");
Option<string> label = new("--label") { HelpName = "NAME", Description = "The column of the labels.", DefaultValueFactory = _ => "class" };
Option<string?> output = CommandLine.Text("--output", "FILE", "Writes the labels predicted for --target, without and with the chosen map, as CSV.");
Option<string?> model = CommandLine.Text("--model", "FILE", "Where the chosen map and the model behind it are saved; a temporary file if not given.");
Option<string?> json = CommandLine.Json();
RootCommand command = new("Yesterday's model on today's data: accuracy without a map, with each kind of map, and with the chosen one.")
{
    seeds, only, trainerName, study, pot, gallery, source, target, label, output, model, json,
};
command.Validators.Add(result =>
{
    if (result.GetValue(source) is null != result.GetValue(target) is null)
        result.AddError("--source and --target go together: labelled rows, and rows of today.");
});
command.SetAction(arguments =>
{
    Func<MLContext, IEstimator<ITransformer>> trainer = arguments.GetValue(trainerName) switch
    {
        null or "sdca" => context => context.Transforms.NormalizeMeanVariance("Features").Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy(
            new Microsoft.ML.Trainers.SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1, MaximumNumberOfIterations = 50 })),
        "lbfgs" => context => context.Transforms.NormalizeMeanVariance("Features").Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()),
        "lightgbm" => context => context.MulticlassClassification.Trainers.LightGbm(numberOfLeaves: 15, minimumExampleCountPerLeaf: 5, numberOfIterations: 50),
        string other => throw new InputException($"There is no trainer '{other}'; choose sdca, lbfgs or lightgbm."),
    };
    OutputFile.Prepare(arguments.GetValue(output), arguments.GetValue(model), arguments.GetValue(json));
    if (arguments.GetValue(source) is { } own)
    {
        new OwnDomains(trainer, arguments.GetValue(label)!)
        {
            Source = own,
            Target = arguments.GetValue(target)!,
            Output = arguments.GetValue(output),
            Model = arguments.GetValue(model),
            Json = arguments.GetValue(json),
        }.Run();
        return;
    }

    string[] few = ["moons/30", "digits/none", "digits/label", "digits/contrast", "wine/gain", "wine/gain+label", "cancer/label", "colours/cast"];
    string? part = arguments.GetValue(only);
    var settings = new Settings(Path.Combine(AppContext.BaseDirectory, "data"));
    Setting[] chosen = [.. settings.All().Where(s => part is null ? arguments.GetValue(study) || few.Contains(s.ToString()) : s.ToString().Contains(part, StringComparison.Ordinal))];
    (Setting Setting, int Seed)[] problems = [.. chosen.SelectMany(_ => Enumerable.Range(0, arguments.GetValue(seeds)), (setting, seed) => (setting, seed))];
    var runner = new Study(trainer, arguments.GetValue(pot) ? PythonMaps.Run(problems) : null);
    if (arguments.GetValue(gallery) is { } directory)
    {
        string[] drawn = ["moons/30", "moons/70", "rings/subspace"];
        Setting[] plane = [.. drawn.Select(name => settings.All().Single(s => s.ToString() == name))];
        Directory.CreateDirectory(directory);
        File.WriteAllBytes(Path.Combine(directory, "domains.png"), PictureFile.EncodePng(Clouds.Stack(plane.Select(s => Clouds.Row(s.Create(0))))));
        Print(runner.Methods, AdaptationUse.FrozenModel, [.. plane.Select(s => runner.Run(s, seed: 0, AdaptationUse.FrozenModel))]);
        return;
    }

    if (chosen.Length == 0)
        throw new InputException($"--only {part}: no setting has that in its name.");
    List<Outcome> all = [];
    foreach (AdaptationUse use in Enum.GetValues<AdaptationUse>())
    {
        Outcome[] outcomes = [.. LongWork.Collect($"{use}", problems.Length, problems.AsParallel().AsOrdered().Select(p => runner.Run(p.Setting, p.Seed, use)))];
        Print(runner.Methods, use, outcomes);
        all.AddRange(outcomes);
    }

    OutputFile.SaveJson(arguments.GetValue(json), all.Select(outcome => new { outcome.Setting, outcome.Seed, Use = $"{outcome.Use}", outcome.Accuracies, outcome.Choice, outcome.Reason }));
});
return CommandLine.Run(command, args);

static void Print(IReadOnlyList<string> methods, AdaptationUse use, Outcome[] outcomes)
{
    Console.WriteLine(use == AdaptationUse.FrozenModel ? "A trained model is kept; rows of the target are mapped to its source." : "Labelled rows are mapped to the target; a model is trained on them.");
    IGrouping<string, Outcome>[] settings = [.. outcomes.GroupBy(o => o.Setting)];
    Console.WriteLine(TextTable.ToText(["accuracy", .. methods, "choices"], settings.Select(g => (string[])
    [
        g.Key, .. methods.Select(method => Number(g.Average(o => o.Accuracies[method]), "0.000")),
        string.Join(", ", g.GroupBy(o => o.Choice).OrderByDescending(c => c.Count()).Select(c => $"{c.Key} {c.Count()}")),
    ])));
    Console.WriteLine(TextTable.ToText(["gain over none", "mean", "worst setting", "", "settings harmed by > 2 points"], methods.Skip(1).Select(method =>
    {
        (string Setting, double Gain)[] gains = [.. settings.Select(g => (g.Key, g.Average(o => o.Accuracies[method] - o.Accuracies["none"]))).OrderBy(g => g.Item2)];
        return (string[])[method, Number(gains.Average(g => g.Gain), "+0.000;-0.000"), gains[0].Setting, Number(gains[0].Gain, "+0.000;-0.000"), $"{gains.Count(g => g.Gain < -0.02)} of {gains.Length}"];
    })));
    foreach (Outcome outcome in outcomes.Where(o => o.Seed == 0).Take(12))
        Console.WriteLine($"{outcome.Setting}: {outcome.Choice}. {outcome.Reason}");
    Console.WriteLine();
}

static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
