using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>The largest pairs the library is made for.</summary>
public class LargestPairs : LargePairBenchmarks
{
    [Params(50_000)]
    public override int N { get; set; }

    [Params(2, 3)]
    public override int Dimension { get; set; }
}
