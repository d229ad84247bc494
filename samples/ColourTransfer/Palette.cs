using Samples.Shared;

namespace ColourTransfer;

/// <summary>The colours of a picture, and how much of each there is.</summary>
internal sealed record Palette(string Name, float[] Colours, float[] Weights)
{
    public static Palette Read(string folder, string name)
    {
        var table = CsvTable.Read(Path.Combine(folder, "palettes", name + ".csv"));
        int[] channels = [table.Column("r"), table.Column("g"), table.Column("b")];
        int weight = table.Column("weight");
        float[] colours = new float[3 * table.Count], weights = new float[table.Count];
        for (int row = 0; row < table.Count; row++)
        {
            for (int k = 0; k < 3; k++)
                colours[(3 * row) + k] = table.Number(row, channels[k]);
            weights[row] = table.Number(row, weight);
        }

        return new Palette(name, colours, weights);
    }
}
