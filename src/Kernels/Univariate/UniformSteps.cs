namespace Microsoft.ML.SlicedOT;

/// <summary>The steps of the source along every direction where both measures are uniform on different numbers of atoms.</summary>
internal sealed class UniformSteps
{
    private long[] _targetBoundaries = [];
    private int[] _lower = [];
    private int[] _upper = [];
    private int _sourceCount;
    private int _targetCount;

    /// <summary>For the step from each source place to the next, the target's place on the staircase that takes it first where cumulative masses tie.</summary>
    public ReadOnlySpan<int> Lower => _lower.AsSpan(0, _sourceCount - 1);

    /// <summary>The same on the staircase that takes the target's steps first.</summary>
    public ReadOnlySpan<int> Upper => _upper.AsSpan(0, _sourceCount - 1);

    /// <summary>Finds the steps between so many atoms.</summary>
    public void Find(int sourceCount, int targetCount)
    {
        if (_sourceCount == sourceCount && _targetCount == targetCount)
            return;
        _sourceCount = 0; // what follows may fail
        if (_upper.Length < sourceCount)
        {
            _lower = new int[sourceCount];
            _upper = new int[sourceCount];
        }

        if (_targetBoundaries.Length < targetCount)
            _targetBoundaries = new long[targetCount];
        Span<long> boundaries = _targetBoundaries.AsSpan(0, targetCount);
        for (int j = 0; j < targetCount - 1; j++)
            boundaries[j] = (j + 1) * (FixedPointMass.One / targetCount);
        boundaries[^1] = FixedPointMass.End;
        var target = new StaircaseStep(boundaries);
        for (int i = 0; i < sourceCount - 1; i++)
        {
            target.Advance((i + 1) * (FixedPointMass.One / sourceCount));
            _lower[i] = target.Lower;
            _upper[i] = target.Upper;
        }

        _sourceCount = sourceCount;
        _targetCount = targetCount;
    }
}
