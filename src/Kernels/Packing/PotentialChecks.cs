using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>Checks of potentials that come from a caller.</summary>
internal static class PotentialChecks
{
    /// <summary>Throws unless there is one finite value an atom.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Require(ReadOnlySpan<double> potential, int count, string side, string parameterName)
    {
        RequireLength(potential.Length, count, side, parameterName);
        for (int k = 0; k < potential.Length; k++)
        {
            if (!double.IsFinite(potential[k]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The {side} potential is {potential[k]} at atom {k}; potentials must be finite, also where weights are zero."),
                    parameterName);
            }
        }
    }

    /// <summary>Throws unless there is room for one value an atom.</summary>
    public static void RequireLength(int length, int count, string side, string parameterName)
    {
        if (length != count)
            throw new ArgumentException($"The {side} potential has {length} values and the {side} measure {count} atoms; both must agree.", parameterName);
    }
}
