namespace SlicedOT.Tool;

/// <summary>A row of a file as ML.NET reads it: by property, under the names the schema gives them.</summary>
internal sealed class PairRow
{
    public float[] SourcePoints { get; set; } = [];

    public float[] TargetPoints { get; set; } = [];

    public float[] SourceWeights { get; set; } = [];

    public float[] TargetWeights { get; set; } = [];

    /// <summary>What is wrong with the row in its file, or null. Not a property, so no column.</summary>
    internal string? Problem;

    public float[] this[PairColumn column]
    {
        get => column switch
        {
            PairColumn.SourcePoints => SourcePoints,
            PairColumn.TargetPoints => TargetPoints,
            PairColumn.SourceWeights => SourceWeights,
            _ => TargetWeights,
        };
        set
        {
            switch (column)
            {
                case PairColumn.SourcePoints:
                    SourcePoints = value;
                    break;
                case PairColumn.TargetPoints:
                    TargetPoints = value;
                    break;
                case PairColumn.SourceWeights:
                    SourceWeights = value;
                    break;
                default:
                    TargetWeights = value;
                    break;
            }
        }
    }
}

/// <summary>The columns that a pair may have.</summary>
internal enum PairColumn
{
    SourcePoints,
    TargetPoints,
    SourceWeights,
    TargetWeights,
}

/// <summary>What the columns of a pair are called in the files; null: not read.</summary>
internal sealed record PairNames(string? SourcePoints, string? TargetPoints, string? SourceWeights, string? TargetWeights)
{
    public IEnumerable<(PairColumn Column, string Name)> All
    {
        get
        {
            if (SourcePoints is not null)
                yield return (PairColumn.SourcePoints, SourcePoints);
            if (TargetPoints is not null)
                yield return (PairColumn.TargetPoints, TargetPoints);
            if (SourceWeights is not null)
                yield return (PairColumn.SourceWeights, SourceWeights);
            if (TargetWeights is not null)
                yield return (PairColumn.TargetWeights, TargetWeights);
        }
    }

    public static PairNames Of(ColumnLayout layout) => new(layout.SourcePoints, layout.TargetPoints, layout.SourceWeights, layout.TargetWeights);
}
