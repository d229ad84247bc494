using Samples.Shared;

namespace DigitTransport;

/// <summary>Are predictions the same, bit for bit, after saving and loading, here and in a process of its own?</summary>
internal static class RoundTrip
{
    /// <summary>Starts this program once more, to load the model and predict the same pairs.</summary>
    public static string DigestInChildProcess(string model, DemoOptions options, int firstTest)
    {
        string[] arguments =
        [
            "--predict-with", model, "--images", options.Images, "--pairs", options.Pairs,
            "--train", $"{options.Train}", "--test", $"{options.Test}", "--first-test", $"{firstTest + 1}",
        ];
        ChildResult child = ChildProcess.RunSelf(arguments);
        return child.ExitCode == 0
            ? child.Output.Trim()
            : throw new InputException($"The process that was to load '{model}' ended with exit code {child.ExitCode}; its messages are above.");
    }
}
