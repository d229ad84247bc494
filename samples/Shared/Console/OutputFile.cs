using System.Text.Json;

namespace Samples.Shared;

/// <summary>Files that a sample writes.</summary>
public static class OutputFile
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    /// <summary>Makes the folders of files; one that cannot be written is better known before the work than after it.</summary>
    /// <exception cref="InputException">A folder cannot be made, or a file's name is a folder's.</exception>
    public static void Prepare(params string?[] files)
    {
        foreach (string file in files.OfType<string>())
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
                if (Directory.Exists(file))
                    throw new InputException($"'{file}' is a folder, not a file.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new InputException($"Cannot write '{file}': {e.Message}");
            }
        }
    }

    /// <summary>Writes an object as JSON, names in camel case; nothing where there is no file.</summary>
    public static void SaveJson<T>(string? file, T value)
    {
        if (file is not null)
            File.WriteAllText(file, JsonSerializer.Serialize(value, Format) + "\n");
    }
}
