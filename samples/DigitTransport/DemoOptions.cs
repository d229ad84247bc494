using System.CommandLine;
using Samples.Shared;

namespace DigitTransport;

/// <summary>What the command line asks for.</summary>
internal sealed class DemoOptions
{
    private const int UsualFirstTest = 701;

    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data");

    private static readonly Option<string?> ImagesOption = CommandLine.Text("--images", "FILE", "Pictures in IDX format, gzipped or not; those of the repository if not given");
    private static readonly Option<string?> PairsOption = CommandLine.Text("--pairs", "FILE", "CSV with the columns source,target; that of the repository if not given");
    private static readonly Option<int> TrainOption = CommandLine.Whole("--train", "COUNT", "Pairs to learn from, from the first on", 50, 1);
    private static readonly Option<int> TestOption = CommandLine.Whole("--test", "COUNT", "Unseen pairs to predict", 100, 1);
    private static readonly Option<int> FirstTestOption = CommandLine.Whole(
        "--first-test", "PAIR", $"Where those begin, counted from 1; 0 is {UsualFirstTest}, or after the training pairs if the list is shorter", 0, 0);
    private static readonly Option<int> DirectionsOption = CommandLine.Whole("--directions", "COUNT", "Slicing directions; 0: as many as suit the plane", 0, 0, 10_000);
    private static readonly Option<int> SeedOption = CommandLine.Whole("--seed", "NUMBER", "Seed of the directions", 1, 0);
    private static readonly Option<string?> ModelOption = CommandLine.Text("--model", "FILE", "Where the model is saved; a temporary file if not given");
    private static readonly Option<string?> JsonOption = CommandLine.Json();
    private static readonly Option<string?> DumpOption = CommandLine.Text("--dump", "DIR", "Write plan_K.f32 and potentials_K.f32 for every test pair");
    private static readonly Option<string?> PageOption = CommandLine.Text("--page", "FILE", "Page of pictures; digit-transport.html if not given");
    private static readonly Option<string?> GalleryOption = CommandLine.Text("--gallery", "DIR", "Write the films and the chart as files of their own");
    private static readonly Option<bool> SmallOption = new("--small") { Description = "20 pairs to learn from, 10 to predict" };
    private static readonly Option<string?> PredictWithOption = new("--predict-with") { Hidden = true };

    private DemoOptions(ParseResult line)
    {
        Images = line.GetValue(ImagesOption) ?? Path.Combine(Data, "digits-images.idx3-ubyte.gz");
        Pairs = line.GetValue(PairsOption) ?? Path.Combine(Data, "digits-pairs.csv");
        Small = line.GetValue(SmallOption);
        Train = Count(TrainOption, 20);
        Test = Count(TestOption, 10);
        FirstTest = line.GetValue(FirstTestOption);
        Directions = line.GetValue(DirectionsOption) is > 0 and int count ? count : null;
        Seed = line.GetValue(SeedOption);
        Model = line.GetValue(ModelOption);
        Json = line.GetValue(JsonOption);
        Dump = line.GetValue(DumpOption);
        Page = line.GetValue(PageOption) ?? "digit-transport.html";
        Gallery = line.GetValue(GalleryOption);
        PredictWith = line.GetValue(PredictWithOption);

        int Count(Option<int> option, int few) => Small && line.GetResult(option) is not { Implicit: false } ? few : line.GetValue(option);
    }

    public string Images { get; }

    public string Pairs { get; }

    public int Train { get; }

    public int Test { get; }

    public int FirstTest { get; }

    public int? Directions { get; }

    public bool Small { get; }

    public int Seed { get; }

    public string? Model { get; }

    public string? Json { get; }

    public string? Dump { get; }

    public string Page { get; }

    public string? Gallery { get; }

    /// <summary>A saved model: the program only predicts the test pairs with it and prints a digest. The demo starts itself so.</summary>
    public string? PredictWith { get; }

    /// <summary>The command line.</summary>
    /// <param name="run">What to do with what it asks for.</param>
    public static RootCommand Command(Action<DemoOptions> run)
    {
        RootCommand command = new("Learns from pairs of handwritten digits, predicts the couplings of unseen pairs, compares and shows them.")
        {
            ImagesOption, PairsOption, TrainOption, TestOption, FirstTestOption, DirectionsOption, SeedOption,
            ModelOption, JsonOption, DumpOption, PageOption, GalleryOption, SmallOption, PredictWithOption,
        };
        command.SetAction(line => run(new DemoOptions(line)));
        return command;
    }

    /// <summary>Number (from 0) of the first test pair in a list of that many pairs.</summary>
    public int FirstTestIn(int pairs)
    {
        int first = FirstTest > 0 ? FirstTest - 1 : pairs >= UsualFirstTest ? UsualFirstTest - 1 : Train;
        if (Train > pairs)
            throw new InputException($"--train {Train}: the list has only {pairs} pairs.");
        if (first < Train)
            throw new InputException($"--first-test {first + 1}: that pair is among the {Train} training pairs; a pair seen in training shows nothing.");
        if (first + Test > pairs)
            throw new InputException($"--test {Test}: from pair {first + 1} on the list has only {Math.Max(0, pairs - first)} pairs.");
        return first;
    }
}
