using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>Where the target is at each of the source's steps along one direction.</summary>
/// <param name="leading">How many source atoms come before the first with mass.</param>
/// <param name="lastWithMass">For each source atom, which of those with mass comes last up to it.</param>
/// <param name="lower">For each source atom with mass, the target atom (among those with mass) at which the source-first staircase leaves it.</param>
/// <param name="upper">The same for the target-first staircase.</param>
internal readonly unsafe ref struct SourceSteps(int leading, ReadOnlySpan<int> lastWithMass, ReadOnlySpan<int> lower, ReadOnlySpan<int> upper)
{
    private readonly ReadOnlySpan<int> _lastWithMass = lastWithMass;
    private readonly ReadOnlySpan<int> _lower = lower;
    private readonly ReadOnlySpan<int> _upper = upper;

    /// <summary>
    /// Passes the potential of the sorted source atoms <paramref name="s"/>, 0 at the first with mass, to a sink at the places <paramref name="order"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Sum<TCost, TSink>(ReadOnlySpan<float> s, ReadOnlySpan<int> order, ReadOnlySpan<float> t, double coefficient, Span<double> destination)
        where TCost : struct, IUnivariateCost
        where TSink : struct, IPotentialSink
    {
        fixed (float* position = s, other = t)
        fixed (int* place = order, last = _lastWithMass, lower = _lower, upper = _upper)
        fixed (double* sink = destination)
        {
            double value = 0;
            for (int i = leading - 1; i >= 0; i--)
            {
                value -= TCost.MeanRise(position[i], position[i + 1], other[0], other[0]);
                Pass<TSink>(sink + place[i], coefficient, value);
            }

            value = 0;
            Pass<TSink>(sink + place[leading], coefficient, value);
            double from = position[leading];
            for (int i = leading + 1; i < s.Length; i++)
            {
                int atom = last[i - 1];
                double to = position[i];
                value += TCost.MeanRise(from, to, other[lower[atom]], other[upper[atom]]);
                Pass<TSink>(sink + place[i], coefficient, value);
                from = to;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass<TSink>(double* sink, double coefficient, double value)
        where TSink : struct, IPotentialSink => *sink = TSink.Combine(*sink, coefficient, value);
}
