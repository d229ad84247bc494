namespace Microsoft.ML.SlicedOT;

/// <summary>What a fit does about a row that holds no pair of measures.</summary>
public enum BadRowHandling
{
    /// <summary>Throws an <see cref="InvalidDataException"/> that names row, column, slot and value.</summary>
    Throw,

    /// <summary>Leaves the row out and says so in <see cref="FitReport.Skipped"/>.</summary>
    Skip,
}
