using System.Globalization;
using System.Text;

namespace SlicedOT.Tool;

/// <summary>Answers as CSV; numbers are the shortest text that reads back to the same bits, lists have spaces between them. No cell needs quotes.</summary>
internal sealed class CsvAnswers : IAnswerWriter
{
    private readonly StreamWriter _writer;
    private readonly IReadOnlyList<AnswerColumn> _columns;

    public CsvAnswers(Stream stream, IReadOnlyList<AnswerColumn> columns)
    {
        _columns = columns;
        _writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        _writer.WriteLine(string.Join(',', columns.Select(column => column.Name).Prepend(AnswerFile.RowColumn)));
    }

    public void WriteRow(long row)
    {
        _writer.Write(row);
        foreach (AnswerColumn column in _columns)
        {
            _writer.Write(',');
            switch (column.Kind)
            {
                case AnswerKind.List:
                    Write(column.List());
                    break;
                case AnswerKind.Wholes:
                    Write(column.Wholes());
                    break;
                case AnswerKind.Text:
                    _writer.Write(column.Text());
                    break;
                case AnswerKind.Whole:
                    Write(column.Whole());
                    break;
                default:
                    Write(column.Single());
                    break;
            }
        }

        _writer.WriteLine();
    }

    public void Complete() => _writer.Flush();

    public void Dispose() => _writer.Dispose();

    private void Write<T>(ReadOnlySpan<T> values)
        where T : ISpanFormattable
    {
        for (int k = 0; k < values.Length; k++)
        {
            if (k > 0)
                _writer.Write(' ');
            Write(values[k]);
        }
    }

    private void Write<T>(T value)
        where T : ISpanFormattable
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        _writer.Write(text[..length]);
    }
}
