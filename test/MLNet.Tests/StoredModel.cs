using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>A model file under TestData, and beside it the numbers that it gave when it was written.</summary>
internal static class StoredModel
{
    /// <summary>Loads a model and compares what it gives now; hardware paths differ in the last bits.</summary>
    public static ITransformer StillGives(MLContext context, string name, IDataView view, float tolerance, params string[] columns)
    {
        string directory = Path.Combine(AppContext.BaseDirectory, "TestData");
        ITransformer loaded = context.Model.Load(ModelFile(directory, name), out _);
        float[][] before = [.. File.ReadAllLines(OutputFile(directory, name)).Select(Numbers)];
        float[][] now = [.. Outputs(loaded.Transform(view), columns).Select(Numbers)];
        Assert.Equal(before.Select(line => line.Length), now.Select(line => line.Length));
        for (int line = 0; line < before.Length; line++)
            Assert.All(before[line].Zip(now[line]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        return loaded;
    }

    /// <summary>A temporary directory for files written anew; where it is, is said in the test's output.</summary>
    public static string NewDirectory()
    {
        string directory = Directory.CreateTempSubdirectory("stored-models").FullName;
        TestContext.Current.TestOutputHelper?.WriteLine(directory);
        return directory;
    }

    public static void Write(MLContext context, string directory, string name, ITransformer fitted, IDataView view, params string[] columns)
    {
        context.Model.Save(fitted, view.Schema, ModelFile(directory, name));
        File.WriteAllLines(OutputFile(directory, name), Outputs(fitted.Transform(view), columns));
    }

    /// <summary>Vectors have a line each, all numbers of a scalar column one together.</summary>
    private static IEnumerable<string> Outputs(IDataView view, string[] columns) => columns.SelectMany(name => view.Schema[name].Type switch
    {
        VectorDataViewType { ItemType.RawType: var item } when item == typeof(int) => view.GetColumn<int[]>(name).Select(row => Line(row.Select(x => (float)x))),
        VectorDataViewType => view.GetColumn<float[]>(name).Select(Line),
        { } type when type == NumberDataViewType.Int32 => [Line(view.GetColumn<int>(name).Select(x => (float)x))],
        _ => [Line(view.GetColumn<float>(name))],
    });

    private static string Line(IEnumerable<float> values) => string.Join(' ', values.Select(x => x.ToString("R", CultureInfo.InvariantCulture)));

    private static float[] Numbers(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => float.Parse(x, CultureInfo.InvariantCulture))];

    private static string ModelFile(string directory, string name) => Path.Combine(directory, name + ".model");

    private static string OutputFile(string directory, string name) => Path.Combine(directory, name + ".outputs.txt");
}
