namespace Microsoft.ML.SlicedOT;

/// <summary>Where the potentials of a row start.</summary>
internal enum StartingPotential
{
    /// <summary>At the model's prediction.</summary>
    Predicted = 0,

    /// <summary>At zero: the solver alone.</summary>
    Zero = 1,
}
