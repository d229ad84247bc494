namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>
/// <c>reload NAME MODEL OUTPUT</c>: what the tests run as a child process. It names no type of the library, so that nothing but the model file
/// tells ML.NET where the mappings are.
/// </summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not ["reload", string name, string model, string output])
        {
            Console.Error.WriteLine("usage: reload NAME MODEL OUTPUT");
            return 2;
        }

        var context = new MLContext(7);
        IDataView view = TestPairs.View(context, name);
        File.WriteAllLines(output, ViewSnapshot.Of(context.Model.Load(model, out _).Transform(view)));
        return 0;
    }
}
