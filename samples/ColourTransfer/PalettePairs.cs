using Samples.Shared;

namespace ColourTransfer;

/// <summary>Ordered pairs of palettes: to learn from, and to predict.</summary>
internal sealed class PalettePairs
{
    private readonly Dictionary<string, Palette> _palettes = [];
    private readonly string _folder;

    public PalettePairs(string folder, string split)
    {
        _folder = folder;
        var table = CsvTable.Read(Path.Combine(folder, "palettes", "splits.csv"));
        (string, string)[] Names(string role) =>
        [
            .. Enumerable.Range(0, table.Count)
                .Where(row => table.Text(row, table.Column("split")) == split && table.Text(row, table.Column("role")) == role)
                .Select(row => (table.Text(row, table.Column("source")), table.Text(row, table.Column("target")))),
        ];
        Train = Names("train");
        Test = Names("test");
        if (Train.Length == 0 || Test.Length == 0)
            throw new InputException($"--split {split}: there is no such split; 'heldout' and 'random' are there.");
    }

    public (string Source, string Target)[] Train { get; }

    public (string Source, string Target)[] Test { get; }

    public Palette this[string name]
    {
        get
        {
            if (!_palettes.TryGetValue(name, out Palette? palette))
                _palettes[name] = palette = Palette.Read(_folder, name);
            return palette;
        }
    }

    public static IEnumerable<PalettePair> Rows(IEnumerable<(Palette Source, Palette Target)> pairs) => pairs.Select(pair => new PalettePair
    {
        SourcePoints = pair.Source.Colours,
        SourceWeights = pair.Source.Weights,
        TargetPoints = pair.Target.Colours,
        TargetWeights = pair.Target.Weights,
    });
}
