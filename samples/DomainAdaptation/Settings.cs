using Samples.Shared;

namespace DomainAdaptation;

/// <summary>A way in which two domains differ.</summary>
/// <param name="Family">What kind of data it is.</param>
/// <param name="Name">What differs.</param>
/// <param name="Create">The problem of a seed.</param>
public sealed record Setting(string Family, string Name, Func<int, Problem> Create)
{
    public override string ToString() => $"{Family}/{Name}";
}

/// <summary>Forty settings in seven families, after skada's simulated shifts (arXiv 2407.11676, appendix) and sensors, cameras and tables of our own.</summary>
public sealed partial class Settings
{
    private readonly Sample _digits;
    private readonly Dictionary<string, Sample> _tables;
    private readonly Picture[] _pictures;

    /// <param name="directory">Where the sample data are.</param>
    public Settings(string directory)
    {
        _digits = Table(Path.Combine(directory, "optdigits.csv.gz"));
        _tables = new() { ["cancer"] = Table(Path.Combine(directory, "breast_cancer.csv")), ["wine"] = Table(Path.Combine(directory, "wine.csv")) };
        _pictures = [.. new[] { "astronaut", "coffee", "chelsea", "china", "rocket" }.Select(name => PictureFile.Read(Path.Combine(directory, name + ".png")))];
    }

    public IEnumerable<Setting> All()
    {
        foreach (string shift in (string[])["noshift", "covariate", "target", "conditional", "subspace"])
            yield return new Setting("rings", shift, seed => Problem.Split(Rings(shift, isTarget: false, seed), Rings(shift, isTarget: true, seed), seed));
        foreach (int degrees in (int[])[10, 30, 50, 70, 90])
            yield return new Setting("moons", $"{degrees}", seed => Problem.Split(Moons(500, 0, seed), Moons(1000, degrees, seed + 1000), seed));
        foreach (string shift in (string[])["none", "label", "rot15", "rot30", "rot45", "blur", "contrast", "shift1", "noise", "invert"])
            yield return new Setting("digits", shift, seed => Digits(shift, seed));
        foreach (string table in (string[])["cancer", "wine", "synth"])
        {
            foreach (string shift in (string[])["none", "label", "gain", "offset3", "mix", "gain+label"])
                yield return new Setting(table, shift, seed => Sensors(table == "synth" ? Clusters(seed) : _tables[table], shift, seed));
        }

        foreach (string shift in (string[])["cast", "dark"])
            yield return new Setting("colours", shift, seed => Colours(shift, seed));
    }

    private static Sample Table(string path)
    {
        var table = CsvTable.Read(path);
        int label = table.Column("class");
        return new Sample(
            [.. Enumerable.Range(0, table.Count).Select(row => Enumerable.Range(0, label).Select(k => table.Number(row, k)).ToArray())],
            [.. Enumerable.Range(0, table.Count).Select(row => table.Integer(row, label, 0, 9))]);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
