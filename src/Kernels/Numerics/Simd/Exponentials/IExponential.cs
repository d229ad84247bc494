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
