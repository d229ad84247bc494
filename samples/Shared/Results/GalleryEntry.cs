namespace Samples.Shared;

/// <summary>What a sample gives to the gallery: written beside its pictures as NAME.json, and read from there.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Lead">What one sees, in a few sentences of plain text.</param>
/// <param name="Command">What made it.</param>
/// <param name="Source">The folder of the sample's code, from the root of the repository.</param>
/// <param name="Pictures">Files beside this one, the best first.</param>
/// <param name="Headings">Of the table.</param>
/// <param name="Rows">Its cells as they are to be read.</param>
public sealed record GalleryEntry(
    string Title, string Lead, string Command, string Source, IReadOnlyList<GalleryPicture> Pictures, IReadOnlyList<string> Headings, IReadOnlyList<string[]> Rows)
{
    public void Save(string folder, string name) => OutputFile.SaveJson(Path.Combine(folder, name + ".json"), this);
}

/// <summary>A picture of an entry.</summary>
/// <param name="File">Its name.</param>
/// <param name="Caption">What it shows.</param>
public sealed record GalleryPicture(string File, string Caption);
