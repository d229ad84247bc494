namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>
/// <c>reload NAME MODEL OUTPUT</c> is what the tests run as a child process: it names no type of the library, so that nothing but the model file
/// tells ML.NET where the mappings are. <c>store DIRECTORY</c> writes the stored models anew.
/// </summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["reload", string name, string model, string output]:
                var context = new MLContext(7);
                IDataView view = TestPairs.View(context, name);
                File.WriteAllLines(output, ViewSnapshot.Of(context.Model.Load(model, out _).Transform(view)));
                return 0;
            case ["store", string directory]:
                StoredModelTests.Store(directory);
                return 0;
            default:
                Console.Error.WriteLine("usage: reload NAME MODEL OUTPUT | store DIRECTORY");
                return 2;
        }
    }
}
