using ColourTransfer;
using Samples.Shared;

try
{
    new ColourDemo(new CommandLine(args, "split", "page", "gallery")).Run();
    return 0;
}
catch (InputException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
