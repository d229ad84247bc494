using System.CommandLine;
using FlowMatching;
using Samples.Shared;

FlowTask[] known = [new(Cloud.Gaussian, Cloud.EightGaussians), new(Cloud.Gaussian, Cloud.Moons), new(Cloud.Gaussian, Cloud.SCurve)];
string names = string.Join(", ", known.Select(task => task.Target.Name));

Option<string?> only = CommandLine.Text("--task", "NAME", $"One of {names}; all if not given");
Option<string?> source = CommandLine.Text("--source", "FILE", "CSV with the columns x,y: where paths begin; a Gaussian if not given");
Option<string?> target = CommandLine.Text("--target", "FILE", "CSV with the columns x,y: where paths end, in the place of the tasks");
Option<int[]> batches = new("--batch") { HelpName = "POINTS", Description = "Points of a batch, 8 to 8,000; may be given several times", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [512, 4096] };
batches.Validators.Add(result =>
{
    if (result.GetValue(batches)!.Any(size => size is < 8 or > 8000))
        result.AddError("--batch: whole numbers from 8 to 8000 are needed.");
});
Option<int> steps = CommandLine.Whole("--steps", "COUNT", "Steps of training, a batch each", 2_000, 1, 1_000_000);
Option<int> largestExact = CommandLine.Whole("--largest-exact", "POINTS", "Larger batches have their exact couplings timed on ten batches, and no training", 1_024, 0);
Option<int> points = CommandLine.Whole("--points", "COUNT", "Points that are carried, and compared with the target", 2_000, 10, 8_000);
Option<int> seeds = CommandLine.Whole("--seeds", "COUNT", "Trainings to average", 1, 1, 100);
Option<double> epsilon = new("--epsilon") { HelpName = "SCALE", Description = "Regularisation as a multiple of the mean squared distance, 0.0001 to 1", DefaultValueFactory = _ => 0.01 };
epsilon.Validators.Add(result =>
{
    if (!(result.GetValue(epsilon) is >= 1e-4 and <= 1))
        result.AddError("--epsilon: a number from 0.0001 to 1 is needed.");
});
Option<bool> small = new("--small") { Description = "Batches of 512, 500 steps, 1,000 points: under a minute" };
Option<string?> model = CommandLine.Text("--model", "FILE", "Where the model of RA-OT is kept (that of the last task and batch); a temporary file if not given");
Option<string?> json = CommandLine.Json();
Option<string?> gallery = CommandLine.Text("--gallery", "DIR", "Where the pictures go, with the table as flow-matching.json; without it pictures go to the current directory");

RootCommand command = new("Conditional flow matching in the plane: what each kind of coupling costs in training, and how straight and close its flows become.")
{
    only, source, target, batches, steps, largestExact, points, seeds, epsilon, small, model, json, gallery,
};
command.SetAction(line =>
{
    bool isSmall = line.GetValue(small);
    bool IsGiven(Option option) => line.GetResult(option) is { Implicit: false };
    FlowTask[] tasks = known;
    if (line.GetValue(source) is not null || line.GetValue(target) is not null)
    {
        if (line.GetValue(target) is not { } file)
            throw new InputException("--source is given without --target; give both, or --target alone to start from a Gaussian.");
        if (IsGiven(only))
            throw new InputException("--task is given together with --target; give one of them.");
        tasks = [OwnTask.Read(line.GetValue(source), file)];
    }
    else if (line.GetValue(only) is { } name)
    {
        tasks = [.. known.Where(task => task.Target.Name == name)];
        if (tasks.Length == 0)
            throw new InputException($"There is no task '{name}'; choose one of {names}.");
    }

    new Demo
    {
        Tasks = tasks,
        Batches = isSmall && !IsGiven(batches) ? [512] : line.GetValue(batches)!,
        Steps = isSmall && !IsGiven(steps) ? 500 : line.GetValue(steps),
        LargestExact = line.GetValue(largestExact),
        Points = isSmall && !IsGiven(points) ? 1_000 : line.GetValue(points),
        EpsilonScale = line.GetValue(epsilon),
        Seeds = line.GetValue(seeds),
        Model = line.GetValue(model),
        Json = line.GetValue(json),
        Pictures = line.GetValue(gallery) ?? ".",
        IsGallery = IsGiven(gallery),
        Command = "dotnet run -c Release --project samples/FlowMatching -- " + string.Concat(args.Where((text, k) => !Names(text) && (k == 0 || !Names(args[k - 1]))).Select(text => text + " ")) + "--gallery DIR",
    }.Run();
});
return CommandLine.Run(command, args);

static bool Names(string option) => option is "--gallery" or "--json" or "--model"; // files of this machine, which say nothing about what was run
