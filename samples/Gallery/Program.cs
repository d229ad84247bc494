using System.CommandLine;
using Gallery;
using Samples.Shared;

Option<string?> page = CommandLine.Text("--page", "FILE", "The page; gallery.html if not given");
Option<string?> pictures = CommandLine.Text("--pictures", "DIR", "Where the samples write their pictures and tables; a temporary folder if not given");
Option<string[]> only = new("--only") { HelpName = "SAMPLE", Description = "Runs some of the samples: " + string.Join(", ", Exhibit.All.Select(exhibit => exhibit.Sample)), AllowMultipleArgumentsPerToken = true };
only.AcceptOnlyFromAmong([.. Exhibit.All.Select(exhibit => exhibit.Sample)]);
Option<bool> full = new("--full") { Description = "Runs the samples as they are by default, for minutes, instead of in their small setting" };
Option<bool> assemble = new("--assemble") { Description = "Runs nothing: takes what is in --pictures" };
Option<string?> repository = CommandLine.Text("--repository", "URL", "What links to the code begin with; the folder of this repository, seen from the page, if not given");
Option<string?> json = CommandLine.Json();

RootCommand command = new("Runs the samples in a small setting and makes one page of what they draw and measure, which opens without a network.")
{
    page, pictures, only, full, assemble, repository, json,
};
command.Validators.Add(result =>
{
    if (result.GetValue(assemble) && result.GetValue(pictures) is null)
        result.AddError("--assemble needs --pictures: the folder where the samples have written.");
});
command.SetAction(line =>
{
    string output = line.GetValue(page) ?? "gallery.html";
    OutputFile.Prepare(output, line.GetValue(json));
    string folder = line.GetValue(pictures) ?? Directory.CreateTempSubdirectory("gallery").FullName;
    try
    {
        Exhibit[] exhibits = [.. Exhibit.All.Where(exhibit => line.GetValue(only) is not { Length: > 0 } chosen || chosen.Contains(exhibit.Sample))];
        if (!line.GetValue(assemble))
            LongWork.Collect("running samples", exhibits.Length, exhibits.Select(exhibit => exhibit.Run(folder, !line.GetValue(full))));
        Entry[] entries = [.. exhibits.Select(exhibit => Entry.Read(folder, exhibit.Name)).OfType<Entry>()];
        if (entries.Length == 0)
            throw new InputException($"There is nothing to show in '{folder}'.");
        GalleryPage.Save(output, entries, line.GetValue(repository) ?? Repository.SeenFrom(output));
        OutputFile.SaveJson(line.GetValue(json), entries.Select(entry => new { entry.Title, entry.Command, entry.Headings, entry.Rows }));
        Console.WriteLine($"{entries.Length} tasks, {new FileInfo(output).Length / 1024:N0} KiB: {Path.GetFullPath(output)}");
    }
    finally
    {
        if (line.GetValue(pictures) is null)
            Directory.Delete(folder, recursive: true);
    }
});
return CommandLine.Run(command, args);
