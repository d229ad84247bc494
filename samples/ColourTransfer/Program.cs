using System.CommandLine;
using ColourTransfer;
using Samples.Shared;

Option<string> split = new("--split") { HelpName = "NAME", Description = "Which palettes to learn from and to predict", DefaultValueFactory = _ => "heldout" };
split.AcceptOnlyFromAmong("heldout", "random");
Option<string> page = new("--page") { HelpName = "FILE", Description = "Page of pictures", DefaultValueFactory = _ => "colour-transfer.html" };
Option<string?> gallery = CommandLine.Text("--gallery", "DIR", "Write the pictures and the chart as files of their own");

RootCommand command = new("Learns how the palettes of photographs move onto one another, predicts unseen pairs, and recolours photographs with the predictions.") { split, page, gallery };
command.SetAction(line => new ColourDemo(line.GetValue(split)!, line.GetValue(page)!, line.GetValue(gallery)).Run());
return CommandLine.Run(command, args);
