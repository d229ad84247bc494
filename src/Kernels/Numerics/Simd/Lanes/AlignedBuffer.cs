using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// Memory that starts at a cache line, never moves and is a whole number of the widest vectors long, so that kernels need no tails.
/// It grows on demand and is kept for the next use.
/// </summary>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    private T[] _array = [];

    /// <summary>The widest vectors hold this many numbers (of single precision; twice that many bytes in double).</summary>
    public const int LaneMultiple = 16;

    /// <summary>The first element.</summary>
    public T* Pointer { get; private set; }

    /// <summary>The number of elements asked for last.</summary>
    public int Length { get; private set; }

    /// <summary>The elements asked for last.</summary>
    public Span<T> Span => new(Pointer, Length);

    /// <summary>The bytes held.</summary>
    public long Bytes => (long)_array.Length * sizeof(T);

    /// <summary><paramref name="count"/> rounded up to a whole number of the widest vectors.</summary>
    public static int Padded(int count) => checked(count + LaneMultiple - 1) & -LaneMultiple;

    /// <summary>Makes room for <paramref name="length"/> elements. What was in the buffer is lost where it has to grow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Resize(int length)
    {
        if (Pointer == null || (uint)length > (uint)Capacity)
            Grow(length);
        Length = length;
        return Span;
    }

    private int Capacity => _array.Length - (Alignment / sizeof(T));

    private void Grow(int length)
    {
        _array = GC.AllocateUninitializedArray<T>(checked(length + (Alignment / sizeof(T))), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_array));
        Pointer = (T*)((address + Alignment - 1) & -Alignment);
    }
}
