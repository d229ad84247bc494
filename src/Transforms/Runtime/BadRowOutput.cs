namespace Microsoft.ML.SlicedOT;

/// <summary>What <c>Transform</c> does about a row that holds no pair of measures.</summary>
public enum BadRowOutput
{
    /// <summary>Throws an <see cref="InvalidDataException"/> that names column, slot and value. ML.NET then gives up the batch of rows around it.</summary>
    Throw = 0,

    /// <summary>
    /// Answers the row with empty vectors (NaN where their size is fixed), NaN numbers, 0 sweeps and the exit reason "BadInput"; the rows around it are
    /// not touched.
    /// </summary>
    Empty = 1,
}
