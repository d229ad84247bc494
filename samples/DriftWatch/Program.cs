using System.CommandLine;
using DriftWatch;
using Samples.Shared;

Option<string?> reference = CommandLine.Text("--reference", "FILE", "A table of yours, CSV, as it was; needs --current");
Option<string?> current = CommandLine.Text("--current", "FILE", "The same table as it is; columns of numbers are compared by name");
Option<string?> page = CommandLine.Text("--page", "FILE", "Writes the report (of the last week) as a page");
Option<string?> model = CommandLine.Text("--model", "FILE", "Where the watch is saved; a temporary file if not given");
Option<string?> json = CommandLine.Json();
Option<bool> power = new("--power") { Description = "Measures false alarms, power and time instead" };
Option<bool> fleet = new("--fleet") { Description = "Ranks four hundred devices instead, a row each: its reference sample beside today's" };
Option<int> nulls = CommandLine.Whole("--nulls", "N", "Comparisons without drift, for --power", 200, 10, 100_000);
Option<int> repetitions = CommandLine.Whole("--repetitions", "N", "Comparisons a shift and dimension, for --power", 20, 2, 10_000);
RootCommand command = new("Eight weeks of readings, compared with a reference: when does which sensor drift? Or two tables of yours.")
{
    reference, current, page, model, json, fleet, power, nulls, repetitions,
};
command.Validators.Add(result =>
{
    if (result.GetValue(reference) is null != result.GetValue(current) is null)
        result.AddError("--reference and --current go together: a table as it was, and as it is.");
});
command.SetAction(line =>
{
    OutputFile.Prepare(line.GetValue(page), line.GetValue(model), line.GetValue(json));
    if (line.GetValue(power))
        PowerStudy.Run(line.GetValue(nulls), line.GetValue(repetitions), line.GetValue(json));
    else if (line.GetValue(fleet))
        Fleet.Run(Path.Combine(AppContext.BaseDirectory, "data"), line.GetValue(json));
    else if (line.GetValue(reference) is { } before)
        OwnTables.Run(before, line.GetValue(current)!, line.GetValue(page), line.GetValue(json));
    else
        Weeks.Run(Path.Combine(AppContext.BaseDirectory, "data"), line.GetValue(page), line.GetValue(model), line.GetValue(json));
});
return CommandLine.Run(command, args);
