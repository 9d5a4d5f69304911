//! The tables as a page that stands alone: Danish, without scripts, to be read on a screen, heard, and printed.

use std::fmt::Write as _;

use super::text::{about, remarks, shown};
use super::{Statistics, Table, chart};

pub(super) fn page(statistics: &Statistics, municipality: &str) -> String {
    let mut page = String::from(include_str!("page_head.html"));
    let _ = writeln!(page, "<header>\n<h1>Hjælp efter servicelovens § 102</h1>");
    let _ = writeln!(page, "<p class=\"who\">{}</p>\n<p>{}</p>", escaped(municipality), about(statistics));
    for remark in remarks(statistics) {
        let _ = writeln!(page, "<p class=\"remark\">{}</p>", escaped(&remark));
    }
    page.push_str("</header>\n");
    for table in &statistics.tables {
        section(&mut page, table);
    }
    page.push_str(
        "<footer><p>Overskrifter og kategorier er dem fra Ankestyrelsens undersøgelse af § 102 (2024). \
         Procenter er afrundet til hele tal. Siden har ingen personoplysninger.</p></footer>\n</main>\n</body>\n</html>\n",
    );
    page
}

fn section(page: &mut String, table: &Table) {
    let id = &table.id;
    let title = escaped(&table.title);
    let _ = writeln!(
        page,
        "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n<div class=\"pair\">"
    );
    let _ = writeln!(
        page,
        "<table>\n<caption class=\"heard\">{title}</caption>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">Antal</th>\
         <th scope=\"col\">Procent</th></tr></thead>\n<tbody>",
        escaped(&table.column)
    );
    for row in &table.rows {
        let (count, percent) = cells(row.count, row.percent);
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{count}</td><td>{percent}</td></tr>",
            escaped(&row.label)
        );
    }
    let (count, percent) = cells(table.total.count, table.total.percent);
    let _ = writeln!(
        page,
        "</tbody>\n<tfoot><tr><th scope=\"row\">{}</th><td>{count}</td><td>{percent}</td></tr></tfoot>\n</table>",
        escaped(&table.total.label)
    );
    if let Some(svg) = chart::bars(table) {
        let _ = writeln!(page, "<figure>\n{svg}\n</figure>");
    }
    let _ = writeln!(page, "</div>\n<p class=\"note\">{}</p>\n</section>", escaped(&table.note));
}

/// A hidden cell says so to those who hear it.
fn cells(count: Option<u64>, percent: Option<u64>) -> (String, String) {
    let (own, part) = shown(count, percent);
    let or_said = |text: String| {
        if count.is_some() { text } else { format!("{text}<span class=\"heard\"> skjult</span>") }
    };
    (or_said(own), or_said(part))
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    /// The policy lets no style in but the page's own.
    #[test]
    fn the_policy_names_the_style_as_it_is() {
        let head = include_str!("page_head.html");
        let style = head.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        let digest = Sha256::digest(style.as_bytes());
        let mut text = String::new();
        for chunk in digest.chunks(3) {
            let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - chunk.len()));
            for at in 0..=chunk.len() {
                let six = (bits >> (18 - 6 * at)) & 63;
                text.push(char::from(
                    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[six as usize],
                ));
            }
        }
        assert!(
            head.contains(&format!("style-src 'sha256-{text}='")),
            "the style's digest is sha256-{text}="
        );
    }
}
