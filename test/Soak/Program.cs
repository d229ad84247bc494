namespace Microsoft.ML.SlicedOT.Soak;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        SoakArguments parsed;
        try
        {
            parsed = SoakArguments.Parse(arguments);
        }
        catch (ArgumentException error)
        {
            Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine(SoakArguments.Usage);
            return 2;
        }

        return new SoakRun(parsed, TextWriter.Synchronized(Console.Out)).Run() ? 0 : 1;
    }
}
