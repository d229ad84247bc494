using System.Text;
using Samples.Shared;

namespace Gallery;

/// <summary>The page: for each task what one sees, the pictures, the command that made them, the table behind a fold.</summary>
internal static class GalleryPage
{
    public static void Save(string path, IReadOnlyList<Entry> entries, string? repository)
    {
        HtmlPage page = new(
            "Couplings, predicted",
            "A coupling says how much of everything goes where so that the whole costs least. Finding one takes a solver many rounds; a model that has seen some of a kind predicts the next one in two. "
            + "Here are tasks in a small setting, what was predicted beside what the solver converges to, and the commands that make them.");
        foreach (Entry entry in entries)
            page.Section(entry.Title, Section(entry, repository));
        page.Footer("<p>Microsoft.ML.SlicedOT: amortized optimal transport for ML.NET. Times are of one core of the machine that wrote this page. "
            + "Cities: GeoNames, CC BY 4.0. Digits: MNIST, CC BY-SA 3.0. Photographs: Stéfan van der Walt (cat, CC0), danielbuechele (pagoda, CC BY 2.0), Rachel Michetti (coffee, CC0), "
            + "Mikael Häggström (retina, CC0), SpaceX (rocket, public domain).</p>").Save(path);
    }

    private static string Section(Entry entry, string? repository)
    {
        StringBuilder html = new();
        if (entry.Lead.Length > 0)
            html.Append($"<p>{HtmlPage.Escape(entry.Lead)}</p>\n");
        foreach (GalleryPicture picture in entry.Pictures)
            html.Append(Figure(entry, picture));
        if (entry.Rows.Count > 0)
        {
            html.Append($"<details open><summary>How close, how fast</summary>\n{ResultTable.ToHtml([.. entry.Headings], entry.Rows, IsOurs)}\n</details>\n");
        }

        html.Append($"<p class=\"made\"><code>{HtmlPage.Escape(entry.Command)}</code>");
        if (entry.Source is { } source)
            html.Append(repository is null ? $" <span class=\"note\">{HtmlPage.Escape(source)}</span>" : $" <a href=\"{HtmlPage.Escape($"{repository.TrimEnd('/')}/{source}")}\">the code</a>");
        return html.Append("</p>\n").ToString();
    }

    private static bool IsOurs(string[] row) => row[0].StartsWith("RA-OT", StringComparison.Ordinal) || row[0].StartsWith("OA-OT", StringComparison.Ordinal);

    private static string Figure(Entry entry, GalleryPicture picture)
    {
        string path = Path.Combine(entry.Folder, picture.File), caption = HtmlPage.Escape(picture.Caption);
        if (!File.Exists(path))
            throw new InputException($"'{path}' is named by its entry but is not there.");
        if (Path.GetExtension(path) == ".svg")
            return $"<figure>{File.ReadAllText(path)}<figcaption class=\"note\">{caption}</figcaption></figure>\n";

        Picture pixels = PictureFile.Read(path);
        return $"<figure class=\"shown\"><img alt=\"{HtmlPage.Escape(entry.Title)}: {caption}\" width=\"{pixels.Width}\" height=\"{pixels.Height}\" style=\"max-width:{pixels.Width}px\" src=\"{PictureFile.ToSmallDataUri(pixels)}\"><figcaption class=\"note\">{caption}</figcaption></figure>\n";
    }
}
