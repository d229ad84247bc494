namespace Microsoft.ML;

/// <summary>What a part of a model file holds. The numbers are stored.</summary>
internal enum ModelKind : byte
{
    Chain = 1,
    CustomMapping = 2,
    CopyColumns = 3,
    SelectColumns = 4,
    Concatenate = 5,
    MapValue = 6,
    Normalize = 7
}
