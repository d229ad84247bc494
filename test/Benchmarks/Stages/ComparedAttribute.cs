namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Says what work a benchmark does and by whose code. One benchmark may stand beside several kernels.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ComparedAttribute(string work, Contender contender) : Attribute
{
    public string Work { get; } = work;

    public Contender Contender { get; } = contender;
}
