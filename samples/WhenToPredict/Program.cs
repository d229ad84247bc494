using System.CommandLine;
using Samples.Shared;
using WhenToPredict;

Option<bool> isShort = new("--short") { Description = "Fewer and smaller clouds" };
Option<string?> sets = CommandLine.Text("--sets", "FILE", "Sets of points of yours instead, CSV: columns set, coordinates and, if points do not count alike, weight; the first set is paired with the second, the third with the fourth, …");
Option<string?> model = CommandLine.Text("--model", "FILE", "Where the model of the last line is saved");
Option<string?> json = CommandLine.Json();
RootCommand command = new("Does a prediction pay, or is it better simply to solve? Depends on the number of points, their dimension, and epsilon against the mean cost.") { isShort, sets, model, json };
command.SetAction(line =>
{
    OutputFile.Prepare(line.GetValue(json), line.GetValue(model));
    Family[] families = line.GetValue(sets) is { } file
        ? [Family.Read(file)]
        : [.. (line.GetValue(isShort) ? ((int, int)[])[(100, 2), (300, 2)] : [(100, 2), (300, 2), (1000, 2), (3000, 2), (1000, 3), (1000, 10)]).Select(size => Family.Mixtures(size.Item1, size.Item2))];
    double[] scales = [0.05, 0.01, 0.002];
    Console.WriteLine($"{families[0].Name}; {families[0].Train.Length} pairs to learn from, means over {families[0].Unseen.Length} unseen ones, one thread. Models are saved and loaded before they predict.");
    Console.WriteLine("'fixed' predicts from fixed directions alone, 'pooled' (the default) from each pair's pooled atoms; 'solve' starts from nothing.");
    Measurement study = new(line.GetValue(model));
    List<Line> lines = LongWork.Collect("measuring", families.Length * scales.Length, families.SelectMany(family => scales.Select(scale => study.Run(family, scale))));
    Console.Write(TextTable.ToText(Line.Headings, lines.Select(measured => measured.Cells())));
    OutputFile.SaveJson(line.GetValue(json), lines);
});
return CommandLine.Run(command, args);
