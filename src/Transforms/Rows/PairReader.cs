using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>Reads a row's two measures and joins them with the ground cost: the only way from columns to a transport problem.</summary>
internal sealed class PairReader(PairFormat format)
{
    private readonly MeasureReader _source = format.SourceReader();
    private readonly MeasureReader _target = format.TargetReader();
    private TransportProblem? _problem;
    private bool _isValid;
    private (long Source, long Target) _versions;

    /// <summary>The problem of a row as the mappings see it. It stays valid until the next call.</summary>
    /// <param name="row">The row.</param>
    /// <param name="epsilon">The regularisation, the same for all rows; null while it is still to follow from the costs.</param>
    /// <exception cref="InvalidDataException">The row holds no pair of measures; the message says why.</exception>
    public TransportProblem Read(Pair row, double? epsilon) =>
        Read(in row.SourcePoints, in row.TargetPoints, in row.SourceWeights, in row.TargetWeights, epsilon);

    /// <inheritdoc cref="Read(Pair, double?)"/>
    public TransportProblem Read(
        in VBuffer<float> sourcePoints,
        in VBuffer<float> targetPoints,
        in VBuffer<float> sourceWeights,
        in VBuffer<float> targetWeights,
        double? epsilon)
    {
        DiscreteMeasure source = _source.Read(in sourcePoints, in sourceWeights);
        DiscreteMeasure target = _target.Read(in targetPoints, in targetWeights);
        if (_isValid && _versions == (_source.Version, _target.Version))
            return _problem!;
        _isValid = false;
        _versions = (_source.Version, _target.Version);
        try
        {
            if (_problem is not null)
                _problem.Assign(source, target);
            else
            {
                _problem = format.Geometry is null
                    ? new TransportProblem(source, target, format.Cost, epsilon ?? 1, format.SourcePenalty, format.TargetPenalty)
                    : new TransportProblem(format.Geometry, source, target, epsilon ?? 1, format.SourcePenalty, format.TargetPenalty);
            }

            if (epsilon is not null)
                _problem.RequireResolvableExponents();
            _isValid = true;
            return _problem;
        }
        catch (PairException error)
        {
            throw new InvalidDataException($"{Columns(error.Side)}: {error.Message}", error);
        }
    }

    private string Columns(PairSide? side) => (format.Geometry, side) switch
    {
        (not null, _) => "The fixed supports",
        (null, PairSide.Source) => $"Column '{format.Layout.SourcePoints}'",
        (null, PairSide.Target) => $"Column '{format.Layout.TargetPoints}'",
        _ => $"Columns '{format.Layout.SourcePoints}' and '{format.Layout.TargetPoints}'",
    };
}
