using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Microsoft.ML.SlicedOT.Benchmarks;
using Options = Samples.Shared.CommandLine; // BenchmarkDotNet brings a namespace of that name

if (args is [MemorySection.ProbeOption, string probe, ..])
{
    MemorySection.RunProbe(probe, args.Contains("--short"));
    return 0;
}

if (args is [DomainSection.ProbeOption, ..])
{
    DomainSection.RunProbe(args.Contains("--short"));
    return 0;
}

if (args is [LargePairThreads.ProbeOption, .. string[] pair])
{
    LargePairThreads.RunProbe(pair);
    return 0;
}

if (args is [DistanceSection.PairsOption, string pairs, ..])
{
    DistanceSection.WritePairs(pairs, args.Contains("--short") ? 100 : 1000);
    return 0;
}

if (args is [FramePicture.Option, string picture])
{
    File.WriteAllText(picture, FramePicture.Draw());
    return 0;
}

(Option<bool> Option, string Title, Func<bool, string> Measure)[] sections =
[
    Section("--peers", "Against Python OT", PeerSection.Measure),
    Section("--distances", "Transport costs", DistanceSection.Measure),
    Section("--domains", "Maps between domains, and drift", DomainSection.Measure),
    Section("--accuracy", "How accurate", AccuracySection.Measure),
    Section("--hard", "Hard problems", HardSection.Measure),
    Section("--starts", "Where a solve starts", StartSection.Measure),
    Section("--unbalanced", "Unbalanced", UnbalancedSection.Measure),
    Section("--dimensions", "Many dimensions", DimensionSection.Measure),
    Section("--families", "Learned against untrained", FamilySection.Measure),
    Section("--roofline", "How close to the machine", RooflineSection.Measure),
    Section("--memory", "Memory", MemorySection.Measure),
    Section("--stages", "Stage by stage", StageSection.Measure),
];
Option<bool> isShort = new("--short") { Description = "Fewer sizes, fewer repetitions" };
Option<string?> output = Options.Text("--output", "FILE", "Write the document; needs all sections");

Option<bool> rivals = new("--rivals") { Description = "The tasks of the paper beside their rivals instead: a document of its own" };

RootCommand command = new("Measures. Without the name of a section: all of them.") { isShort, output, rivals };
foreach ((Option<bool> option, _, _) in sections)
    command.Add(option);
command.Validators.Add(result =>
{
    if (result.GetValue(rivals) && sections.Any(section => result.GetValue(section.Option)))
        result.AddError("--rivals is a document of its own; leave out the names of sections.");
    else if (result.GetValue(output) is not null && sections.Any(section => result.GetValue(section.Option)))
        result.AddError("--output writes the whole document; leave out the names of sections.");
});
command.SetAction(line =>
{
    if (line.GetValue(rivals))
        Measure("Rivals", " --rivals", line.GetValue(isShort), line.GetValue(output), [(rivals, "", RivalSection.Measure)]);
    else
        Measure("Benchmarks", "", line.GetValue(isShort), line.GetValue(output), [.. sections.Where(section => line.GetValue(section.Option))]);
});
return Options.Run(command, args);

static (Option<bool>, string, Func<bool, string>) Section(string name, string title, Func<bool, string> measure) =>
    (new Option<bool>(name) { Description = $"The section '{title}'" }, title, measure);

void Measure(string heading, string what, bool isShort, string? output, (Option<bool> Option, string Title, Func<bool, string> Measure)[] chosen)
{
    StringBuilder document = new($"""
        # {heading}

        Written by `dotnet run -c Release --project test/Benchmarks{(what.Length > 0 || isShort ? " --" : "")}{what}{(isShort ? " --short" : "")}`; do not edit.

        {MachineDescription.Text}. Times on shared machines vary by a third from run to run: compare within a table, not between documents.

        """);
    long start = Stopwatch.GetTimestamp();
    foreach ((_, string title, Func<bool, string> measure) in chosen.Length > 0 ? chosen : sections)
    {
        string text = measure(isShort);
        string section = title.Length > 0 ? $"\n## {title}\n\n{text}" : $"\n{text}";
        Console.WriteLine(section);
        document.Append(section);
    }

    Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s in all."));
    if (output is not null)
    {
        File.WriteAllText(output, document.ToString());
        Console.WriteLine($"Written to {output}.");
    }
}
