using System.Globalization;
using System.Text.Json;
using Samples.Shared;

namespace Gallery;

/// <summary>What a sample has written: title, lead, command, code, pictures and a table of texts or of objects.</summary>
internal sealed record Entry(
    string Folder, string Title, string Lead, string Command, string? Source, IReadOnlyList<GalleryPicture> Pictures, IReadOnlyList<string> Headings, IReadOnlyList<string[]> Rows)
{
    /// <summary>The entry of a name, or null where there is none.</summary>
    /// <exception cref="InputException">It is there and cannot be read.</exception>
    public static Entry? Read(string folder, string name)
    {
        string file = Path.Combine(folder, name + ".json");
        if (!File.Exists(file))
            return null;

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            JsonElement root = json.RootElement;
            string? Text(string property) => root.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;
            GalleryPicture[] pictures = root.TryGetProperty("pictures", out JsonElement listed)
                ? [.. listed.EnumerateArray().Select(picture => new GalleryPicture(picture.GetProperty("file").GetString()!, picture.GetProperty("caption").GetString()!))]
                : [.. Directory.GetFiles(folder, name + "*.png").Order(StringComparer.Ordinal).Select(path => new GalleryPicture(Path.GetFileName(path), Path.GetFileNameWithoutExtension(path)))];
            JsonElement[] rows = root.TryGetProperty("rows", out JsonElement table) ? [.. table.EnumerateArray()] : [];
            string[] headings = root.TryGetProperty("headings", out JsonElement given) ? [.. given.EnumerateArray().Select(Cell)]
                : rows is [{ ValueKind: JsonValueKind.Object } first, ..] ? [.. first.EnumerateObject().Select(property => Words(property.Name))] : [];
            return new Entry(
                folder, Text("title") ?? name, Text("lead") ?? "", Text("command") ?? "", Text("source"), pictures, headings,
                [.. rows.Select(row => row.ValueKind == JsonValueKind.Array ? [.. row.EnumerateArray().Select(Cell)] : row.EnumerateObject().Select(property => Cell(property.Value)).ToArray())]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IOException)
        {
            throw new InputException($"'{file}' is no entry of a gallery: {e.Message}");
        }
    }

    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString("G4", CultureInfo.InvariantCulture),
        JsonValueKind.Null => "",
        _ => value.ToString(),
    };

    /// <summary>"trainingSeconds" as "training seconds".</summary>
    private static string Words(string name) => string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}")).Trim();
}
