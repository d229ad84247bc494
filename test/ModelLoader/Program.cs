namespace Microsoft.ML.SlicedOT.Tests;

/// <summary><c>NAME MODEL OUTPUT</c>: loads a model where nothing has been registered and writes what it makes of the test pairs of that name.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not [string name, string model, string output])
        {
            Console.Error.WriteLine("usage: NAME MODEL OUTPUT");
            return 2;
        }

        var context = new MLContext(7);
        IDataView view = TestPairs.View(context, name);
        File.WriteAllLines(output, ViewSnapshot.Of(context.Model.Load(model, out _).Transform(view)));
        return 0;
    }
}
