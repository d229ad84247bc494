namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Powers of two: how precisely the exponent is held and how precise the result is.</summary>
/// <typeparam name="TExponent">The lanes exponents are computed in.</typeparam>
/// <typeparam name="TResult">The lanes results are given in; the same count.</typeparam>
internal interface IExponential<TExponent, TResult>
{
    /// <summary>2^<paramref name="exponent"/>; zero far below the range, infinity above it.</summary>
    static abstract TResult Evaluate(TExponent exponent);
}
