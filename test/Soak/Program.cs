using System.CommandLine;
using Microsoft.ML.SlicedOT.Soak;
using Samples.Shared;

const int LongRows = 1_000_000, ShortRows = 20_000;

Option<bool> isShort = new("--short") { Description = $"{ShortRows} rows" };
Option<int> rows = CommandLine.Whole("--rows", "COUNT", "Rows to put to the models", LongRows, 1);
Option<int> threads = CommandLine.Whole("--threads", "COUNT", "Threads that do so at once", Math.Max(2, Environment.ProcessorCount), 1, 1024);
Option<int> seed = CommandLine.Whole("--seed", "NUMBER", "Seed of the rows and of the models", 1, 0);

RootCommand command = new("Puts many rows, odd and bad ones among them, to every kind of model from several threads; every answer and every error has to be the one expected.")
{
    isShort, rows, threads, seed,
};
command.Validators.Add(result =>
{
    if (result.GetValue(isShort) && result.GetResult(rows) is { Implicit: false })
        result.AddError("--short and --rows say two things; give one of them.");
});
command.SetAction(line =>
{
    SoakArguments arguments = new(line.GetValue(isShort) ? ShortRows : line.GetValue(rows), line.GetValue(threads), line.GetValue(seed));
    return new SoakRun(arguments, TextWriter.Synchronized(Console.Out)).Run() ? 0 : 1;
});
return CommandLine.Run(command, args);
