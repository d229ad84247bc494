using System.CommandLine;
using ColourTransfer;
using Samples.Shared;

Option<string> split = new("--split") { HelpName = "NAME", Description = "Which palettes to learn from and to predict", DefaultValueFactory = _ => "heldout" };
split.AcceptOnlyFromAmong("heldout", "random");
Option<string?> source = CommandLine.Text("--source", "FILE", "A picture of yours, recoloured by the model without comparisons; needs --target");
Option<string?> target = CommandLine.Text("--target", "FILE", "The picture whose colours it is to have");
Option<string?> page = CommandLine.Text("--page", "FILE", "Page of pictures; colour-transfer.html if not given");
Option<string?> gallery = CommandLine.Text("--gallery", "DIR", "Write the pictures and the chart as files of their own");
Option<bool> small = new("--small") { Description = "4 pairs to predict" };
Option<string?> model = CommandLine.Text("--model", "FILE", "Where the model is saved; a temporary file if not given");
Option<string?> json = CommandLine.Json();

RootCommand command = new("Learns how the palettes of photographs move onto one another, predicts unseen pairs, and recolours photographs with the predictions.")
{
    split, source, target, page, gallery, small, model, json,
};
command.Validators.Add(result =>
{
    if (result.GetValue(source) is null != result.GetValue(target) is null)
        result.AddError("--source and --target go together: a picture, and the one whose colours it is to have.");
});
command.SetAction(line =>
{
    ColourDemo demo = new(line.GetValue(split)!)
    {
        Page = line.GetValue(page) ?? "colour-transfer.html",
        Gallery = line.GetValue(gallery),
        Small = line.GetValue(small),
        Model = line.GetValue(model),
        Json = line.GetValue(json),
    };
    if (line.GetValue(source) is { } from)
        demo.Recolour(from, line.GetValue(target)!);
    else
        demo.Run();
});
return CommandLine.Run(command, args);
