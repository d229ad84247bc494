using System.Diagnostics;
using System.Text;
using Microsoft.ML.SlicedOT.Benchmarks;

(string Option, string Title, Func<bool, string> Measure)[] sections =
[
    ("--peers", "Against Python OT", PeerSection.Measure),
    ("--accuracy", "How accurate", AccuracySection.Measure),
    ("--roofline", "How close to the machine", RooflineSection.Measure),
    ("--memory", "Memory", MemorySection.Measure),
    ("--stages", "Stage by stage", StageSection.Measure),
];

if (args is [MemorySection.ProbeOption, string probe, ..])
{
    MemorySection.RunProbe(probe, args.Contains("--short"));
    return 0;
}

if (args is [LargePairThreads.ProbeOption, .. string[] pair])
{
    LargePairThreads.RunProbe(pair);
    return 0;
}

bool isShort = false;
string? output = null;
List<string> chosen = [];
for (int k = 0; k < args.Length; k++)
{
    if (args[k] == "--short")
        isShort = true;
    else if (args[k] == "--output" && k + 1 < args.Length)
        output = args[++k];
    else if (sections.Any(section => section.Option == args[k]))
        chosen.Add(args[k]);
    else
    {
        Console.Error.WriteLine($"Unknown argument '{args[k]}'. Known: --short, --output FILE, {string.Join(", ", sections.Select(section => section.Option))} (none of those: all).");
        return 2;
    }
}

StringBuilder document = new($"""
    # Benchmarks

    Written by `dotnet run -c Release --project test/Benchmarks{(isShort ? " -- --short" : "")}`; do not edit.

    {MachineDescription.Text}. Times on shared machines vary by a third from run to run: compare within a table, not between documents.

    """);
long start = Stopwatch.GetTimestamp();
foreach ((string option, string title, Func<bool, string> measure) in sections.Where(section => chosen.Count == 0 || chosen.Contains(section.Option)))
{
    string text = measure(isShort);
    Console.WriteLine($"\n## {title}\n\n{text}");
    document.Append($"\n## {title}\n\n{text}");
}
Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s in all."));

if (output is not null && chosen.Count == 0)
{
    File.WriteAllText(output, document.ToString());
    Console.WriteLine($"Written to {output}.");
}
return 0;
