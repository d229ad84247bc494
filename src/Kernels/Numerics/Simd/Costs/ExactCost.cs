using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Costs read from a row-major matrix in double precision, padded; for lanes of double precision only.</summary>
internal readonly unsafe struct ExactCost<TLanes, T> : ICostRow<ExactCost<TLanes, T>, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged
{
    private readonly T* _row;

    private ExactCost(double* row) => _row = (T*)row;

    public static ExactCost<TLanes, T> Create(in CostRows rows, int row) => new(rows.ExactCosts + ((nint)row * rows.PaddedColumnCount));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Cost(int column) => TLanes.Load(_row + column);
}
