using System.CommandLine;
using DriftWatch;
using Samples.Shared;

Option<string?> page = CommandLine.Text("--page", "FILE", "Writes the report of the last week as a page.");
Option<bool> power = new("--power") { Description = "Measures false alarms, power and time instead." };
Option<bool> fleet = new("--fleet") { Description = "Ranks four hundred devices instead, a row each: its reference sample beside today's." };
Option<int> nulls = CommandLine.Whole("--nulls", "N", "Comparisons without drift, for --power.", 200, 10, 100_000);
Option<int> repetitions = CommandLine.Whole("--repetitions", "N", "Comparisons a shift and dimension, for --power.", 20, 2, 10_000);
RootCommand command = new("Eight weeks of readings, compared with a reference: when does which sensor drift?") { page, fleet, power, nulls, repetitions };
command.SetAction(arguments =>
{
    if (arguments.GetValue(power))
        PowerStudy.Run(arguments.GetValue(nulls), arguments.GetValue(repetitions));
    else if (arguments.GetValue(fleet))
        Fleet.Run(Path.Combine(AppContext.BaseDirectory, "data"));
    else
        Weeks.Run(Path.Combine(AppContext.BaseDirectory, "data"), arguments.GetValue(page));
});
return CommandLine.Run(command, args);
