namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>A runnable example that the documentation of a public method shows; a test runs them all.</summary>
internal interface IExample
{
    static abstract void Run(TextWriter output);
}
