using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace SlicedOT.Tool;

/// <summary>Says in words what is in a model, in partial sums, or in files of rows.</summary>
internal sealed class InspectCommand(ToolConsole console)
{
    private readonly Argument<string[]> _files = ToolOptions.Files("files", "A model, partial sums, or Parquet and CSV files (together, in this order).");

    private readonly Option<bool> _json = ToolOptions.Json();

    public Command Create()
    {
        var command = new Command("inspect", "Says what is in a model, in partial sums, or in files of rows.") { _files, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string[] paths = parsed.GetValue(_files)!;
        bool asJson = parsed.GetValue(_json);
        bool areData = paths.All(path => Directory.Exists(path) || Path.GetExtension(path).ToLowerInvariant() is ".parquet" or ".csv");
        if (areData)
        {
            console.Summarise(asJson, Rows(paths));
            return ExitCode.Success;
        }

        foreach (string path in paths)
        {
            if (!File.Exists(path))
                throw new InvalidDataException($"There is no file '{path}'.");
            console.Summarise(asJson, ShardFile.Is(path) ? Sums(path) : ModelSummary.Of(ModelSummary.Load(new MLContext(), path)));
        }

        return ExitCode.Success;
    }

    private static IEnumerable<(string Name, object? Value)> Sums(string path)
    {
        var file = ShardFile.Open(path);
        RegressionTree sums = file.ReadSums(new ShardedFit(files: null, file.Settings, 1, CancellationToken.None).CreateSetup());
        (int first, int end) = (file.Header.FirstPart, file.Header.EndPart);
        yield return ("parts", $"{first} to {end - 1} of {RowParts.Count}");
        yield return ("firstRow", RowParts.RowsOf(first, file.Header.Rows).Start);
        yield return ("rows", RowParts.RowsOf(end - 1, file.Header.Rows).End - RowParts.RowsOf(first, file.Header.Rows).Start);
        yield return ("rowsOfAll", file.Header.Rows);
        yield return ("pairsUsed", sums.PairsUsed);
        yield return ("machine", file.Header.Machine);
        yield return ("bytes", new FileInfo(path).Length);
        yield return ("settings", System.Text.Json.Nodes.JsonNode.Parse(file.Header.Settings));
    }

    /// <summary>Rows, columns, and a hash of their content that does not depend on how they are cut into files.</summary>
    private IEnumerable<(string Name, object? Value)> Rows(string[] paths)
    {
        var files = PairFiles.Open(paths, console.CancellationToken);
        yield return ("rows", files.Rows);
        yield return ("bytes", files.Bytes);
        yield return ("columns", files.Columns);
        if (files.Paths.All(path => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)))
            yield return ("contentSha256", ContentHash(files));
    }

    private string ContentHash(PairFiles files)
    {
        // One hash a column and kind of number, in the order of the rows, whatever the row groups; then one of all.
        var hashes = new SortedDictionary<string, IncrementalHash>(StringComparer.Ordinal);
        foreach (string path in files.Paths)
        {
            using FileStream stream = File.OpenRead(path);
            ParquetReader reader = ParquetReader.CreateAsync(stream).GetAwaiter().GetResult();
            for (int group = 0; group < reader.RowGroupCount; group++)
            {
                console.CancellationToken.ThrowIfCancellationRequested();
                using ParquetRowGroupReader rowGroup = reader.OpenRowGroupReader(group);
                foreach (DataField field in reader.Schema.DataFields)
                    Append(kind => Hash($"{field.Path.FirstPart}/{kind}"), rowGroup, field);
            }

            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        IncrementalHash Hash(string name)
        {
            if (!hashes.TryGetValue(name, out IncrementalHash? hash))
                hashes[name] = hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            return hash;
        }

        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, IncrementalHash hash) in hashes)
        {
            all.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            all.AppendData(hash.GetHashAndReset());
            hash.Dispose();
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private static void Append(Func<string, IncrementalHash> hashOf, ParquetRowGroupReader group, DataField field)
    {
        IncrementalHash hash = hashOf("values");
        if (field.ClrType == typeof(string))
        {
            var texts = new string?[checked((int)group.RowCount)];
            group.ReadAsync(field, texts.AsMemory()).AsTask().GetAwaiter().GetResult();
            foreach (string? text in texts)
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes((text ?? "") + "\n"));
            return;
        }

        using RawColumnData raw = group.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();
        int count = (int)group.RowCount;
        if (field.MaxRepetitionLevel > 0)
        {
            ReadOnlySpan<int> definitions = raw.DefinitionLevels;
            hashOf("repetitions").AppendData(MemoryMarshal.AsBytes(raw.RepetitionLevels));
            hashOf("definitions").AppendData(MemoryMarshal.AsBytes(definitions));
            count = 0;
            foreach (int level in definitions)
                count += level == field.MaxDefinitionLevel ? 1 : 0;
        }

        switch (raw)
        {
            case RawColumnData<float> values:
                hash.AppendData(MemoryMarshal.AsBytes(values.Values[..count]));
                break;
            case RawColumnData<double> values:
                hash.AppendData(MemoryMarshal.AsBytes(values.Values[..count]));
                break;
            case RawColumnData<long> values:
                hash.AppendData(MemoryMarshal.AsBytes(values.Values[..count]));
                break;
            case RawColumnData<int> values:
                hash.AppendData(MemoryMarshal.AsBytes(values.Values[..count]));
                break;
        }
    }
}
