namespace Microsoft.ML.SlicedOT;

/// <summary>A support projected on each of L directions and sorted there.</summary>
internal sealed unsafe class SlicedSupport
{
    public SlicedSupport(Support support, SlicingDirections directions)
    {
        int bundles = SliceBundle.Count(directions);
        int length = checked(support.Count * SliceBundle.Size);
        Keys = new double[checked(bundles * length)];
        var buffer = new SliceBuffer();
        for (int bundle = 0; bundle < bundles; bundle++)
            new ReadOnlySpan<double>(buffer.Slice(support.Coordinates, directions, bundle), length).CopyTo(Keys.AsSpan(bundle * length));
        GC.KeepAlive(buffer);
    }

    /// <summary>The keys of bundle after bundle, see <see cref="SliceBundle"/>.</summary>
    public double[] Keys { get; }
}
