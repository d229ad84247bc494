using System.Text;
using Samples.Shared;

namespace Samples.Tests;

public sealed class CsvTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void QuotedFieldsKeepTheirCommasAndQuotes()
    {
        CsvTable table = Read("name,value\n\"a, \"\"b\"\"\",1.5\r\n\nplain,-2\n");

        Assert.Equal(2, table.Count);
        Assert.Equal("a, \"b\"", table.Text(0, table.Column("name")));
        Assert.Equal(-2f, table.Number(1, table.Column("value")));
    }

    [Fact]
    public void MessagesNameLineAndColumn()
    {
        CsvTable table = Read("source,target\n1,x\n7,2\n");

        Assert.Contains("line 2, column 'target': 'x'", Assert.Throws<InputException>(() => table.Integer(0, 1, 0, 5)).Message);
        Assert.Contains("line 3, column 'source': '7' is not a whole number from 0 to 5", Assert.Throws<InputException>(() => table.Integer(1, 0, 0, 5)).Message);
        Assert.Contains("no column 'weight'", Assert.Throws<InputException>(() => table.Column("weight")).Message);
        Assert.Contains("line 3: 1 fields", Assert.Throws<InputException>(() => Read("a,b\n1,2\n3\n")).Message);
        Assert.Contains("empty", Assert.Throws<InputException>(() => Read("")).Message);
    }

    private CsvTable Read(string text) => CsvTable.Read(_folder.Write("table.csv", Encoding.UTF8.GetBytes(text)));
}
