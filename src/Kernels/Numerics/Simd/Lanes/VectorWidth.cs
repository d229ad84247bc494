using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>The one place that decides how wide vectors are: as wide as the machine computes with.</summary>
internal static class VectorWidth
{
    /// <summary>The width in bits; 0 where there are none and numbers are computed with one by one. A constant to the compiler.</summary>
    public static int Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
    }

    /// <summary>What <paramref name="task"/> gives for the lanes of that width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TResult Choose<TTask, TResult>(TTask task)
        where TTask : struct, IForLanes<TResult> => Bits switch
        {
            512 => task.With<Double512, Single512>(),
            256 => task.With<Double256, Single256>(),
            128 => task.With<Double128, Single128>(),
            _ => task.With<DoubleScalar, SingleScalar>(),
        };
}

/// <summary>Something that is made, or done, for lanes of a width.</summary>
internal interface IForLanes<TResult>
{
    /// <summary>Makes or does it.</summary>
    /// <typeparam name="TDouble">Lanes of double precision.</typeparam>
    /// <typeparam name="TSingle">Lanes of single precision, as many bits.</typeparam>
    TResult With<TDouble, TSingle>()
        where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
        where TSingle : unmanaged, ILanes<TSingle, float>;
}
