using Microsoft.ML.Data;

namespace SlicedOT.Tool;

/// <summary>Output columns of a transformed view, row after row into a file.</summary>
internal interface IAnswerWriter : IDisposable
{
    /// <summary>Writes the row that the columns hold now.</summary>
    /// <param name="row">Its number in the data set.</param>
    void WriteRow(long row);

    /// <summary>Writes what is left. Called once, where all went well.</summary>
    void Complete();
}

/// <summary>One output column at the cursor's row.</summary>
internal sealed class AnswerColumn
{
    private readonly ValueGetter<float>? _single;
    private readonly ValueGetter<int>? _whole;
    private readonly ValueGetter<bool>? _flag;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _text;
    private readonly ValueGetter<VBuffer<float>>? _vector;
    private readonly ValueGetter<VBuffer<int>>? _indices;
    private VBuffer<float> _buffer;
    private VBuffer<int> _wholes;
    private float[] _dense = [];

    public AnswerColumn(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        Name = column.Name;
        Kind = column.Type switch
        {
            VectorDataViewType { ItemType.RawType: var item } => item == typeof(int) ? AnswerKind.Wholes : AnswerKind.List,
            TextDataViewType => AnswerKind.Text,
            { RawType: var type } when type == typeof(int) || type == typeof(bool) => AnswerKind.Whole,
            _ => AnswerKind.Single,
        };
        switch (Kind)
        {
            case AnswerKind.List:
                _vector = cursor.GetGetter<VBuffer<float>>(column);
                break;
            case AnswerKind.Wholes:
                _indices = cursor.GetGetter<VBuffer<int>>(column);
                break;
            case AnswerKind.Text:
                _text = cursor.GetGetter<ReadOnlyMemory<char>>(column);
                break;
            case AnswerKind.Whole when column.Type.RawType == typeof(bool):
                _flag = cursor.GetGetter<bool>(column);
                break;
            case AnswerKind.Whole:
                _whole = cursor.GetGetter<int>(column);
                break;
            default:
                _single = cursor.GetGetter<float>(column);
                break;
        }
    }

    public string Name { get; }

    public AnswerKind Kind { get; }

    public float Single()
    {
        float value = 0;
        _single!(ref value);
        return value;
    }

    /// <summary>A whole number; of a truth value 1 or 0.</summary>
    public int Whole()
    {
        if (_flag is not null)
        {
            bool flag = false;
            _flag(ref flag);
            return flag ? 1 : 0;
        }

        int value = 0;
        _whole!(ref value);
        return value;
    }

    public string Text()
    {
        ReadOnlyMemory<char> value = default;
        _text!(ref value);
        return value.ToString();
    }

    /// <summary>A list of whole numbers; valid until the next call.</summary>
    public ReadOnlySpan<int> Wholes()
    {
        _indices!(ref _wholes);
        return _wholes.GetValues();
    }

    /// <summary>All slots, zeros included; valid until the next call.</summary>
    public ReadOnlySpan<float> List()
    {
        _vector!(ref _buffer);
        if (_buffer.IsDense)
            return _buffer.GetValues();
        if (_dense.Length < _buffer.Length)
            _dense = new float[_buffer.Length];
        _buffer.CopyTo(_dense);
        return _dense.AsSpan(0, _buffer.Length);
    }
}

/// <summary>What a column holds.</summary>
internal enum AnswerKind
{
    Single,
    Whole,
    Text,
    List,
    Wholes,
}

/// <summary>Chooses the writer by the file's name.</summary>
internal static class AnswerFile
{
    /// <summary>The column with the row's number in the data set.</summary>
    public const string RowColumn = "Row";

    /// <summary>Throws where the name is of no format that can be written.</summary>
    public static void RequireFormat(string path)
    {
        if (!IsParquet(path) && !path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"'{path}': answers are written to .parquet or .csv.");
    }

    public static IAnswerWriter Create(string path, Stream stream, IReadOnlyList<AnswerColumn> columns) =>
        IsParquet(path) ? new ParquetAnswers(stream, columns) : new CsvAnswers(stream, columns);

    private static bool IsParquet(string path) => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
}
