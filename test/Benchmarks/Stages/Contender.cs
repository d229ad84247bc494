namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Whose code does the work, where several do the same.</summary>
internal enum Contender
{
    /// <summary>This library's kernels.</summary>
    Kernel,

    /// <summary>System.Numerics.Tensors, one pass over memory an operation.</summary>
    TensorPrimitives,

    /// <summary>Plain loops, as one would write them without a thought of vectors.</summary>
    Loops,
}
