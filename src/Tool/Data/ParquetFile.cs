using Parquet;

namespace SlicedOT.Tool;

/// <summary>Opens Parquet files, and says so where one is none.</summary>
internal static class ParquetFile
{
    /// <exception cref="InvalidDataException">The file is damaged or no Parquet file.</exception>
    public static ParquetReader Open(string path, Stream stream)
    {
        try
        {
            return ParquetReader.CreateAsync(stream).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new InvalidDataException($"'{path}' cannot be read as a Parquet file: {error.Message}", error);
        }
    }
}
