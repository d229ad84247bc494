using System.Text;

namespace Microsoft.ML.SlicedOT;

/// <summary>A domain transformer's parameters as the payload of a <see cref="ParametersText"/>.</summary>
internal static class DomainParametersFormat
{
    /// <summary>Tells a domain map's payload from others'.</summary>
    private const int Tag = 0x31504D44;

    private const int Version = 1;
    private const int MostClasses = 1000;

    /// <summary>Decoded transformers.</summary>
    public static TextCache<DomainParameters> Cache { get; } = new(FromText);

    /// <exception cref="InvalidOperationException">The map is too large to travel through ML.NET as text.</exception>
    public static string ToText(DomainParameters parameters)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
        {
            writer.Write(Tag);
            writer.Write(Version);
            writer.Write(parameters.InputColumn);
            writer.Write(parameters.OutputColumn);
            writer.Write(parameters.LabelColumn is not null);
            writer.Write(parameters.LabelColumn ?? "");
            writer.Write(parameters.LabelsAreKeys);
            writer.Write(parameters.ClassLabels.Length);
            foreach (float label in parameters.ClassLabels)
                writer.Write(label);
            parameters.Map.WriteTo(writer);
        }

        byte[] payload = stream.ToArray();
        if (payload.Length > ParametersText.MaximumBytes)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The domain map holds {payload.Length / sizeof(float):N0} numbers; at most {ParametersText.MaximumBytes / sizeof(float):N0} fit into an ML.NET model. Give a smaller MaximumAnchors, a map per feature, or fewer features (Transforms.ProjectToPrincipalComponents)."));
        }

        return ParametersText.Encode(payload);
    }

    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static DomainParameters FromText(ReadOnlySpan<char> text) => ParametersText.Decode(text, static (reader, _) =>
    {
        if (reader.ReadInt32() != Tag)
            throw new InvalidDataException("The model's text is no domain map; it was written by something else.");
        int version = reader.ReadInt32();
        if (version != Version)
            throw new InvalidDataException($"The domain map was written in format version {version}; this library reads version {Version}. Update the package.");
        string input = reader.ReadString(), output = reader.ReadString();
        bool hasLabel = reader.ReadBoolean();
        string label = reader.ReadString();
        bool areKeys = reader.ReadBoolean();
        int classes = reader.ReadInt32();
        if (classes is < 0 or > MostClasses)
            throw new InvalidDataException("The domain map is damaged: its number of classes is out of range. Load an intact file or fit again.");
        var labels = new float[classes];
        for (int c = 0; c < classes; c++)
            labels[c] = reader.ReadSingle();
        return new DomainParameters
        {
            InputColumn = input,
            OutputColumn = output,
            LabelColumn = hasLabel ? label : null,
            ClassLabels = labels,
            LabelsAreKeys = areKeys,
            Map = DomainMap.ReadFrom(reader),
        };
    });
}
