using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>Outputs of the solve: potentials (double precision for the mappings that follow, float for users) and how it ended.</summary>
internal sealed class PotentialColumns
{
    [ColumnName(ReservedColumns.ExactSourcePotential)]
    public VBuffer<double> ExactSourcePotential;

    [ColumnName(ReservedColumns.ExactTargetPotential)]
    public VBuffer<double> ExactTargetPotential;

    [ColumnName(ReservedColumns.Prefix + nameof(SourcePotential))]
    public VBuffer<float> SourcePotential;

    [ColumnName(ReservedColumns.Prefix + nameof(TargetPotential))]
    public VBuffer<float> TargetPotential;

    [ColumnName(ReservedColumns.Prefix + nameof(Sweeps))]
    public int Sweeps;

    [ColumnName(ReservedColumns.Prefix + nameof(ExitReason))]
    public string ExitReason = "";
}

/// <summary>A pair together with its potentials in double precision, as the mappings after the solve read it.</summary>
internal class SolvedPair : Pair
{
    [ColumnName(ReservedColumns.ExactSourcePotential)]
    public VBuffer<double> SourcePotential;

    [ColumnName(ReservedColumns.ExactTargetPotential)]
    public VBuffer<double> TargetPotential;
}

/// <summary>The same with the classes of its points.</summary>
internal sealed class ClassifiedPair : SolvedPair
{
    [ColumnName(ReservedColumns.SourceClasses)]
    public VBuffer<float> SourceClasses;

    [ColumnName(ReservedColumns.TargetClasses)]
    public VBuffer<float> TargetClasses;
}

/// <summary>The certificate of a row, as chains saved with the first version of its mapping have it: they drop no column added later.</summary>
internal class DiagnosticColumns
{
    [ColumnName(ReservedColumns.Prefix + nameof(TransportCost))]
    public float TransportCost;

    [ColumnName(ReservedColumns.Prefix + nameof(DualValue))]
    public float DualValue;

    [ColumnName(ReservedColumns.Prefix + nameof(MarginalViolation))]
    public float MarginalViolation;

    [ColumnName(ReservedColumns.Prefix + nameof(RelativeDualityGap))]
    public float RelativeDualityGap;
}

/// <summary>The coupling, row-major i * m + j, and the mass of the entries left out of it.</summary>
internal sealed class CouplingColumns
{
    [ColumnName(ReservedColumns.Prefix + nameof(Coupling))]
    public VBuffer<float> Coupling;

    [ColumnName(ReservedColumns.Prefix + nameof(DroppedMass))]
    public float DroppedMass;
}

/// <summary>The barycentric projection: where each source point goes, n x d row-major.</summary>
internal sealed class ProjectionColumns
{
    [ColumnName(ReservedColumns.Prefix + nameof(TransportedSource))]
    public VBuffer<float> TransportedSource;
}

/// <summary>The coupling's row sums, column sums, and sum.</summary>
internal sealed class MassColumns
{
    [ColumnName(ReservedColumns.Prefix + nameof(SourceMass))]
    public VBuffer<float> SourceMass;

    [ColumnName(ReservedColumns.Prefix + nameof(TargetMass))]
    public VBuffer<float> TargetMass;

    [ColumnName(ReservedColumns.Prefix + nameof(TotalMass))]
    public float TotalMass;
}

/// <summary>Pairs of points drawn from the coupling.</summary>
internal sealed class MatchColumns
{
    [ColumnName(ReservedColumns.Prefix + nameof(MatchedSource))]
    public VBuffer<int> MatchedSource;

    [ColumnName(ReservedColumns.Prefix + nameof(MatchedTarget))]
    public VBuffer<int> MatchedTarget;
}

/// <summary>The certificate of a row, primal value included.</summary>
internal sealed class CertificateColumns : DiagnosticColumns
{
    [ColumnName(ReservedColumns.Prefix + nameof(PrimalValue))]
    public float PrimalValue;
}

/// <summary>What the first mapping adds: the key of the parameters and empty vectors for the inputs a user leaves out.</summary>
internal class DefaultColumns
{
    [ColumnName(ReservedColumns.Key)]
    public string Key = "";

    [ColumnName(ReservedColumns.SourcePoints)]
    public VBuffer<float> SourcePoints;

    [ColumnName(ReservedColumns.TargetPoints)]
    public VBuffer<float> TargetPoints;

    [ColumnName(ReservedColumns.SourceWeights)]
    public VBuffer<float> SourceWeights;

    [ColumnName(ReservedColumns.TargetWeights)]
    public VBuffer<float> TargetWeights;
}

/// <summary>The input of a mapping that reads nothing.</summary>
internal sealed class NoColumns;

/// <summary>
/// A vector cut into blocks of 1, 2, 4, … slots: those named by the bits of its length, concatenated, give it a fixed size.
/// A mapping cannot be told a size at run time that survives saving, but its row class can promise these.
/// </summary>
/// <remarks>The names differ in two letters each, so that one damaged byte in a file cannot turn a block into another.</remarks>
internal sealed class BlockColumns
{
    public const int Count = 24;

    private const string Block = ReservedColumns.Prefix + "Block";

    public static string Name(int bit) => $"{Block}{(char)('A' + bit)}{(char)('a' + bit)}";

    /// <summary>The blocks whose concatenation has <paramref name="size"/> slots, the largest first.</summary>
    public static IEnumerable<string> NamesOf(int size)
    {
        for (int bit = Count - 1; bit >= 0; bit--)
        {
            if ((size & (1 << bit)) != 0)
                yield return Name(bit);
        }
    }

    [ColumnName(Block + "Aa")]
    [VectorType(1 << 0)]
    public VBuffer<float> A;

    [ColumnName(Block + "Bb")]
    [VectorType(1 << 1)]
    public VBuffer<float> B;

    [ColumnName(Block + "Cc")]
    [VectorType(1 << 2)]
    public VBuffer<float> C;

    [ColumnName(Block + "Dd")]
    [VectorType(1 << 3)]
    public VBuffer<float> D;

    [ColumnName(Block + "Ee")]
    [VectorType(1 << 4)]
    public VBuffer<float> E;

    [ColumnName(Block + "Ff")]
    [VectorType(1 << 5)]
    public VBuffer<float> F;

    [ColumnName(Block + "Gg")]
    [VectorType(1 << 6)]
    public VBuffer<float> G;

    [ColumnName(Block + "Hh")]
    [VectorType(1 << 7)]
    public VBuffer<float> H;

    [ColumnName(Block + "Ii")]
    [VectorType(1 << 8)]
    public VBuffer<float> I;

    [ColumnName(Block + "Jj")]
    [VectorType(1 << 9)]
    public VBuffer<float> J;

    [ColumnName(Block + "Kk")]
    [VectorType(1 << 10)]
    public VBuffer<float> K;

    [ColumnName(Block + "Ll")]
    [VectorType(1 << 11)]
    public VBuffer<float> L;

    [ColumnName(Block + "Mm")]
    [VectorType(1 << 12)]
    public VBuffer<float> M;

    [ColumnName(Block + "Nn")]
    [VectorType(1 << 13)]
    public VBuffer<float> N;

    [ColumnName(Block + "Oo")]
    [VectorType(1 << 14)]
    public VBuffer<float> O;

    [ColumnName(Block + "Pp")]
    [VectorType(1 << 15)]
    public VBuffer<float> P;

    [ColumnName(Block + "Qq")]
    [VectorType(1 << 16)]
    public VBuffer<float> Q;

    [ColumnName(Block + "Rr")]
    [VectorType(1 << 17)]
    public VBuffer<float> R;

    [ColumnName(Block + "Ss")]
    [VectorType(1 << 18)]
    public VBuffer<float> S;

    [ColumnName(Block + "Tt")]
    [VectorType(1 << 19)]
    public VBuffer<float> T;

    [ColumnName(Block + "Uu")]
    [VectorType(1 << 20)]
    public VBuffer<float> U;

    [ColumnName(Block + "Vv")]
    [VectorType(1 << 21)]
    public VBuffer<float> V;

    [ColumnName(Block + "Ww")]
    [VectorType(1 << 22)]
    public VBuffer<float> W;

    [ColumnName(Block + "Xx")]
    [VectorType(1 << 23)]
    public VBuffer<float> X;

    /// <summary>The block of 2^bit slots.</summary>
    public ref VBuffer<float> Get(int bit)
    {
        switch (bit)
        {
            case 0: return ref A;
            case 1: return ref B;
            case 2: return ref C;
            case 3: return ref D;
            case 4: return ref E;
            case 5: return ref F;
            case 6: return ref G;
            case 7: return ref H;
            case 8: return ref I;
            case 9: return ref J;
            case 10: return ref K;
            case 11: return ref L;
            case 12: return ref M;
            case 13: return ref N;
            case 14: return ref O;
            case 15: return ref P;
            case 16: return ref Q;
            case 17: return ref R;
            case 18: return ref S;
            case 19: return ref T;
            case 20: return ref U;
            case 21: return ref V;
            case 22: return ref W;
            case 23: return ref X;
            default: throw new ArgumentOutOfRangeException(nameof(bit));
        }
    }
}
