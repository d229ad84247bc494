using Samples.Shared;

namespace DigitTransport;

/// <summary>What the command line asks for.</summary>
internal sealed class DemoOptions
{
    public const string Help = """
        usage: DigitTransport [options]

          --images FILE       pictures in IDX format, gzipped or not       (digits of the repository)
          --pairs FILE        CSV with columns source,target               (pairs of the repository)
          --train COUNT       pairs to learn from, from the first on       (50)
          --test COUNT        unseen pairs to predict                      (100)
          --first-test PAIR   where those begin, counted from 1            (701, or after the training pairs if the list is shorter)
          --directions COUNT  slicing directions                           (0: as many as suit the plane)
          --seed NUMBER       seed of the directions                       (1)
          --model FILE        where the model is saved                     (a temporary file)
          --json FILE         write the table as JSON
          --dump DIR          write plan_K.f32 and potentials_K.f32 for every test pair
          --page FILE         page of pictures                             (digit-transport.html)
          --gallery DIR       write the films and the chart as files of their own
        """;

    private const int UsualFirstTest = 701;

    public DemoOptions(IReadOnlyList<string> arguments)
    {
        CommandLine line = new(
            arguments, "images", "pairs", "train", "test", "first-test", "directions", "seed", "model", "json", "dump", "page", "gallery", "predict-with");
        string data = Path.Combine(AppContext.BaseDirectory, "data");
        Images = line.Text("images") ?? Path.Combine(data, "digits-images.idx3-ubyte.gz");
        Pairs = line.Text("pairs") ?? Path.Combine(data, "digits-pairs.csv");
        Train = line.Integer("train", 50, 1);
        Test = line.Integer("test", 100, 1);
        FirstTest = line.Integer("first-test", 0, 1);
        Directions = line.Integer("directions", 0, 0, 10_000);
        Seed = line.Integer("seed", 1, 0);
        Model = line.Text("model");
        Json = line.Text("json");
        Dump = line.Text("dump");
        Page = line.Text("page") ?? "digit-transport.html";
        Gallery = line.Text("gallery");
        PredictWith = line.Text("predict-with");
    }

    public string Images { get; }

    public string Pairs { get; }

    public int Train { get; }

    public int Test { get; }

    public int FirstTest { get; }

    public int Directions { get; }

    public int Seed { get; }

    public string? Model { get; }

    public string? Json { get; }

    public string? Dump { get; }

    public string Page { get; }

    public string? Gallery { get; }

    /// <summary>A saved model: the program only predicts the test pairs with it and prints a digest. The demo starts itself so.</summary>
    public string? PredictWith { get; }

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
