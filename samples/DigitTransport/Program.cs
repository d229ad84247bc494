using DigitTransport;
using Samples.Shared;

if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.WriteLine(DemoOptions.Help);
    return 0;
}

try
{
    DemoOptions options = new(args);
    Demo demo = new(options);
    if (options.PredictWith is { } model)
        demo.PrintDigest(model);
    else
        demo.Run();
    return 0;
}
catch (InputException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
