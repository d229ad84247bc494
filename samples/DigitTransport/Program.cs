using DigitTransport;
using Samples.Shared;

return CommandLine.Run(
    DemoOptions.Command(options =>
    {
        Demo demo = new(options);
        if (options.PredictWith is { } model)
            demo.PrintDigest(model);
        else
            demo.Run();
    }),
    args);
