using System.Net;
using System.Text;

namespace Samples.Shared;

/// <summary>One self-contained page: a title, a lead and sections; no scripts, nothing fetched, light and dark.</summary>
public sealed class HtmlPage(string title, string lead)
{
    private const string Style = """
        :root{--ground:#f6f7f9;--card:#fff;--text:#1d242d;--soft:#5b6673;--line:#e1e5ea;--accent:#2f6fde}
        @media(prefers-color-scheme:dark){:root{--ground:#12161b;--card:#1a2027;--text:#e6eaef;--soft:#9aa5b1;--line:#2c343d;--accent:#7aa7f5}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:1080px;margin:0 auto;padding:40px 20px 64px}
        h1{font-size:2rem;line-height:1.2;margin:0 0 12px;letter-spacing:-.01em}
        h2{font-size:1.25rem;margin:0 0 8px}
        p{margin:0 0 12px;max-width:76ch}
        .lead{font-size:1.08rem;color:var(--soft);margin-bottom:28px}
        section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:24px 26px;margin:0 0 22px}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.95rem}
        .scroll{overflow-x:auto}
        th,td{padding:7px 12px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
        th:first-child,td:first-child{text-align:left;padding-left:0}
        th{color:var(--soft);font-weight:600;vertical-align:bottom}
        tr:last-child td{border-bottom:0}
        tr.own td{font-weight:600;color:var(--accent)}
        .film{display:grid;gap:6px 4px;align-items:center;margin:18px 0 6px;font-size:.85rem;color:var(--soft)}
        .film img{width:100%;display:block;aspect-ratio:1}
        .film .time{text-align:center}
        figure{margin:0}
        figcaption{text-align:center;padding-top:4px}
        .film + .film{border-top:1px solid var(--line);padding-top:18px}
        .note{color:var(--soft);font-size:.9rem}
        code{font:.9em ui-monospace,Consolas,monospace;background:var(--ground);padding:.1em .35em;border-radius:5px}
        svg{width:100%;height:auto;display:block}
        footer{color:var(--soft);font-size:.88rem}
        a{color:var(--accent)}
        .shown{margin:16px 0}
        .shown img{width:100%;height:auto;display:block;margin:0 auto;border-radius:10px}
        details{margin:14px 0 6px}
        summary{cursor:pointer;font-weight:600;margin-bottom:6px}
        .made{margin:14px 0 0}
        .made code{overflow-wrap:anywhere}
        @media(max-width:600px){
          main{padding:22px 12px 40px}
          h1{font-size:1.6rem}
          section{padding:16px 14px;border-radius:12px}
          th,td{padding:6px 8px}
          table{font-size:.86rem}
          th:first-child,td:first-child{position:sticky;left:0;background:var(--card);white-space:normal;min-width:7em}
        }
        @media print{
          :root{--ground:#fff;--card:#fff;--text:#000;--soft:#444;--line:#ccc;--accent:#1d4fa8}
          body{font-size:11pt}
          main{max-width:none;padding:0}
          section{border:0;padding:0 0 14pt;border-radius:0}
          figure,tr{break-inside:avoid}
          h2{break-after:avoid}
          .scroll{overflow:visible}
          .shown img{print-color-adjust:exact;-webkit-print-color-adjust:exact}
          th,td{padding:3pt 5pt;white-space:normal;font-size:8.5pt}
        }
        """;

    private readonly StringBuilder _body = new();

    /// <summary>Adds a section.</summary>
    /// <param name="heading">Plain text.</param>
    /// <param name="html">Its content, already HTML.</param>
    public HtmlPage Section(string heading, string html)
    {
        _body.Append($"<section>\n<h2>{Escape(heading)}</h2>\n{html}\n</section>\n");
        return this;
    }

    public HtmlPage Footer(string html)
    {
        _body.Append($"<footer>{html}</footer>\n");
        return this;
    }

    public void Save(string path)
        => File.WriteAllText(path, $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Escape(title)}</title>
            <style>
            {Style}
            </style>
            <main>
            <h1>{Escape(title)}</h1>
            <p class="lead">{lead}</p>
            {_body}</main>
            </html>

            """);

    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}
