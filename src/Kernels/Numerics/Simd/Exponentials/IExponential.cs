namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Powers of two: how precisely the exponent is held and how precise the result is.</summary>
/// <typeparam name="TSelf">The implementing type: what it holds stays in registers during a loop.</typeparam>
/// <typeparam name="TExponent">The lanes exponents are computed in.</typeparam>
/// <typeparam name="TResult">The lanes results are given in; the same count.</typeparam>
internal interface IExponential<TSelf, TExponent, TResult>
{
    /// <summary>Makes ready for a loop.</summary>
    static abstract TSelf Create();

    /// <summary>2^<paramref name="exponent"/>; zero far below the range, infinity above it.</summary>
    TResult Evaluate(TExponent exponent);
}

/// <summary>The precision of exponents and of the powers taken of them.</summary>
internal enum KernelPrecision
{
    /// <summary>Both in single precision.</summary>
    Single,

    /// <summary>Exponents in double, powers and their sums in single precision.</summary>
    Mixed,

    /// <summary>Both in double precision.</summary>
    Double,
}

/// <summary>How potentials become exponents of scalings.</summary>
/// <param name="Scale">1 / epsilon.</param>
/// <param name="Shift">Subtracted from potentials.</param>
/// <param name="Least">Exponents are cut off here.</param>
internal readonly record struct ScalingRange(double Scale, double Shift, double Least);
