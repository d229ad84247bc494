using Parquet;
using Parquet.Schema;

namespace SlicedOT.Tool;

/// <summary>Answers as Parquet, lists in the three levels that Arrow and Spark read. A row group is all that is in memory.</summary>
internal sealed class ParquetAnswers : IAnswerWriter
{
    /// <summary>Rows of a row group, fewer where lists are long.</summary>
    private const int MostRows = 8192;

    /// <summary>Numbers in the lists of a row group: 16 MB.</summary>
    private const int MostNumbers = 4 << 20;

    private readonly ParquetWriter _writer;
    private readonly DataField<long> _rowField = new(AnswerFile.RowColumn);
    private readonly List<long> _rows = [];
    private readonly Buffer[] _buffers;
    private long _numbers;

    public ParquetAnswers(Stream stream, IReadOnlyList<AnswerColumn> columns)
    {
        _buffers = [.. columns.Select(Buffer.Of)];
        var schema = new ParquetSchema([_rowField, .. _buffers.Select(buffer => buffer.Field)]);
        _writer = ParquetWriter.CreateAsync(schema, stream).GetAwaiter().GetResult();
    }

    public void WriteRow(long row)
    {
        _rows.Add(row);
        foreach (Buffer buffer in _buffers)
            _numbers += buffer.Read();
        if (_rows.Count == MostRows || _numbers >= MostNumbers)
            WriteGroup();
    }

    public void Complete()
    {
        if (_rows.Count > 0)
            WriteGroup();

        // The footer is written here.
        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Nothing: a file that was not completed is deleted.</summary>
    public void Dispose()
    {
    }

    private void WriteGroup()
    {
        using ParquetRowGroupWriter group = _writer.CreateRowGroup();
        group.WriteAsync<long>(_rowField, _rows.ToArray()).GetAwaiter().GetResult();
        foreach (Buffer buffer in _buffers)
            buffer.Write(group);
        _rows.Clear();
        _numbers = 0;
    }

    /// <summary>The values of one column in the row group to come.</summary>
    private abstract class Buffer(Field column)
    {
        public Field Field => column;

        /// <summary>Takes the cursor's value; returns how many numbers of a list that were.</summary>
        public abstract int Read();

        /// <summary>Writes the values and forgets them.</summary>
        public abstract void Write(ParquetRowGroupWriter group);

        public static Buffer Of(AnswerColumn column) => column.Kind switch
        {
            AnswerKind.List => new Lists<float>(column.Name, column.List),
            AnswerKind.Wholes => new Lists<int>(column.Name, column.Wholes),
            AnswerKind.Text => new Texts(column),
            AnswerKind.Whole => new Scalars<int>(column.Name, column.Whole),
            _ => new Scalars<float>(column.Name, column.Single),
        };
    }

    private sealed class Scalars<T>(string name, Func<T> read) : Buffer(new DataField<T>(name))
        where T : struct
    {
        private readonly List<T> _values = [];

        public override int Read()
        {
            _values.Add(read());
            return 0;
        }

        public override void Write(ParquetRowGroupWriter group)
        {
            group.WriteAsync<T>((DataField)Field, _values.ToArray()).GetAwaiter().GetResult();
            _values.Clear();
        }
    }

    private sealed class Texts(AnswerColumn column) : Buffer(new DataField<string>(column.Name))
    {
        private readonly List<string> _values = [];

        public override int Read()
        {
            _values.Add(column.Text());
            return 0;
        }

        public override void Write(ParquetRowGroupWriter group)
        {
            group.WriteAsync((DataField)Field, _values).GetAwaiter().GetResult();
            _values.Clear();
        }
    }

    private delegate ReadOnlySpan<T> ListReader<T>();

    private sealed class Lists<T>(string name, ListReader<T> read) : Buffer(new ListField(name, new DataField<T>("element", false)))
        where T : struct
    {
        private readonly List<T> _values = [];
        private readonly List<int> _definitions = [];
        private readonly List<int> _repetitions = [];

        private DataField Item => (DataField)((ListField)Field).Item;

        public override int Read()
        {
            ReadOnlySpan<T> list = read();
            _values.AddRange(list);
            _repetitions.Add(0);
            _definitions.Add(list.IsEmpty ? Item.MaxDefinitionLevel - 1 : Item.MaxDefinitionLevel);
            for (int k = 1; k < list.Length; k++)
            {
                _repetitions.Add(1);
                _definitions.Add(Item.MaxDefinitionLevel);
            }

            return list.Length;
        }

        public override void Write(ParquetRowGroupWriter group)
        {
            group.WriteAllPartsAsync<T>(Item, _values.ToArray(), _definitions.ToArray(), _repetitions.ToArray(), CancellationToken.None).GetAwaiter().GetResult();
            _values.Clear();
            _definitions.Clear();
            _repetitions.Clear();
        }
    }
}
