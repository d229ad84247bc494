namespace Microsoft.ML.SlicedOT;

/// <summary>How the coefficients of the predicted potentials are found.</summary>
public enum PotentialLearning
{
    /// <summary>RA-OT: weighted least squares on training pairs that are solved first.</summary>
    Regression,

    /// <summary>OA-OT: maximises the dual objective over the training pairs; needs no solved pairs.</summary>
    DualObjective,

    /// <summary>Not at all: the averaged sliced potentials, scaled. The baseline to compare with.</summary>
    Untrained,
}
