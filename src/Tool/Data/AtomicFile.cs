namespace SlicedOT.Tool;

/// <summary>A file that is there whole or not at all: written beside its place under a temporary name, then renamed over it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its place; a file that is there is replaced at the end.</param>
    /// <param name="write">Writes to a stream that can seek.</param>
    public static T Write<T>(string path, Func<FileStream, T> write)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? ".";
        if (Directory.Exists(full))
            throw new UsageException($"'{path}' is a folder; give the name of a file.");
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            T result;
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                result = write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
            return result;
        }
        finally
        {
            // Gone after the rename; else what is left of a failure.
            File.Delete(temporary);
        }
    }
}
