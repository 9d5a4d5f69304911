//! Slips of the pen in the YAML itself, each told with its mend and mended in a copy, so that the reading goes on and the rest of
//! the faults come in the same run.
//!
//! YAML tells where it stopped to understand; a caseworker wants to know what was meant. So the line of an error, and the one
//! above, are looked at for what people do: a missing space, dash, colon, comma or bracket, a line one space off, a text from a
//! word processor. What is put in or taken out is remembered, so that every place is told as a place in the file.

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use super::describe::{self, KeyDoc};
use super::fault::{self, ColonSlip, Fault};
use super::tree::place_at;
use crate::diagnostic::Place;

/// How many slips are told before the rest of a file is left unread.
pub(super) const MENDS_MAX: usize = 25;

/// The most indentations that are put right; no record has as many.
const INDENTS_MAX: usize = 2_000;

/// Spaces that look like one and are none to YAML: what word processors and web pages put between words.
const FOREIGN_SPACES: [char; 5] = ['\u{a0}', '\u{2002}', '\u{2003}', '\u{2007}', '\u{202f}'];

/// The source, mended. Places in it are told as places in the source.
pub(super) struct Mended<'s> {
    source: &'s str,
    pub(super) text: String,
    /// The keys at the top of such a file; those under them tell what is a key too.
    known: &'static [KeyDoc],
    /// Where bytes were put in (more than 0) or taken out, by their place in `text`, in order.
    edits: Vec<Edit>,
}

#[derive(Clone, Copy)]
struct Edit {
    at: usize,
    more: isize,
}

/// A line of the text, without its end.
#[derive(Clone, Copy)]
struct Line<'t> {
    number: usize,
    start: usize,
    text: &'t str,
    known: &'static [KeyDoc],
}

/// A line that begins with a known key: `  - says: text`.
#[derive(Clone, Copy)]
struct Keyed<'t> {
    /// Spaces before the key or its dash.
    indent: usize,
    /// The dash of a list's item, with what follows up to the key.
    dash: bool,
    /// Where the key stands in the line, which is the indentation of its siblings too.
    column: usize,
    key: &'t str,
    /// What follows the colon, without a comment.
    value: &'t str,
}

impl<'t> Line<'t> {
    fn keyed(self) -> Option<Keyed<'t>> {
        let rest = self.text.trim_start_matches(' ');
        let indent = self.text.len() - rest.len();
        let own = rest.strip_prefix("- ").map_or(rest, |item| item.trim_start_matches(' '));
        let column = self.text.len() - own.len();
        let (key, value) = own.split_once(':')?;
        let ends = value.is_empty() || value.starts_with([' ', '\r']);
        (ends && describe::is_key(self.known, key)).then(|| Keyed {
            indent,
            dash: column > indent,
            column,
            key,
            value: without_comment(value).trim(),
        })
    }

    /// Whether it says anything: neither empty nor a comment.
    fn says(self) -> bool {
        let text = self.text.trim();
        !text.is_empty() && !text.starts_with('#')
    }
}

fn without_comment(value: &str) -> &str {
    if value.trim_start().starts_with('#') { "" } else { value.split(" #").next().unwrap_or(value) }
}

impl<'s> Mended<'s> {
    /// The source, with what no error would tell of put right, and the faults of that.
    pub(super) fn new(source: &'s str, known: &'static [KeyDoc]) -> (Self, Vec<Fault>) {
        let mut mended = Self { source, text: source.to_owned(), known, edits: Vec::new() };
        let mut faults = mended.control_characters();
        if source.contains(FOREIGN_SPACES) {
            faults.extend(mended.foreign_indentation());
        }
        if source.contains("\n---") {
            faults.extend(mended.rulers());
        }
        (mended, faults)
    }

    /// The place in the source of what stands at `line`, `column` (from 1) and `span` here.
    pub(super) fn place(&self, line: usize, column: usize, span: Range<usize>) -> Place {
        if self.edits.is_empty() {
            return Place { line, column, span };
        }
        let span = self.at_source(span.start)..self.at_source(span.end);
        let before = self.source.get(..span.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place { line, column: before[line_start..].chars().count() + 1, span }
    }

    /// Where in the source a byte of the text stands; of one that was put in, where it was put.
    fn at_source(&self, at: usize) -> usize {
        let mut source = at;
        for edit in self.edits.iter().take_while(|edit| edit.at <= at) {
            let put_in = usize::try_from(edit.more).unwrap_or(0);
            source = source.saturating_sub(put_in.min(at - edit.at)).saturating_add_signed(-edit.more.min(0));
        }
        // Inside what was taken out, where the character before it begins.
        self.source.floor_char_boundary(source.min(self.source.len()))
    }

    fn place_of_error(&self, error: &ScanError) -> Place {
        let marker = error.marker();
        let start = marker.byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let mut place = self.place(marker.line(), marker.col() + 1, start..start);
        let next = self.source.get(place.span.start..).and_then(|rest| rest.chars().next());
        place.span.end += next.filter(|c| *c != '\n').map_or(0, char::len_utf8);
        place
    }

    fn place_in(&self, line: Line<'_>, span: Range<usize>) -> Place {
        let column = line.text[..span.start].chars().count() + 1;
        self.place(line.number, column, line.start + span.start..line.start + span.end)
    }

    fn replace(&mut self, range: Range<usize>, with: &str) {
        let more = with.len().cast_signed() - range.len().cast_signed();
        let kept = range.len().min(with.len());
        self.text.replace_range(range.clone(), with);
        if more == 0 {
            return;
        }
        for edit in self.edits.iter_mut().filter(|edit| edit.at >= range.end) {
            edit.at = edit.at.saturating_add_signed(more);
        }
        let at = range.start + kept;
        let later = self.edits.partition_point(|edit| edit.at < at);
        self.edits.insert(later, Edit { at, more });
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let mut start = 0;
        let mut lines = Vec::new();
        for (text, number) in self.text.split_inclusive('\n').zip(1..) {
            lines.push(Line { number, start, text: text.trim_end_matches(['\n', '\r']), known: self.known });
            start += text.len();
        }
        lines
    }

    /// Mends what an error tells of, and tells it. Whether the reading can go on.
    pub(super) fn mend(&mut self, error: &ScanError) -> (Vec<Fault>, bool) {
        let text = self.text.clone();
        let copy = Self { source: self.source, text, known: self.known, edits: self.edits.clone() };
        let lines = copy.lines();
        let number = error.marker().line().clamp(1, lines.len().max(1));
        let Some(at) = number.checked_sub(1).filter(|at| *at < lines.len()) else {
            return (vec![self.told(error)], false);
        };
        let indent = &lines[at].text[..lines[at].text.len() - lines[at].text.trim_start().len()];
        if is_tab(error) || indent.contains('\t') {
            if self.has_too_many_tabs() {
                return (vec![self.told(error)], false);
            }
            let tabs = self.expand_tabs();
            let faults = tabs.iter().take(MENDS_MAX).map(|tab| {
                fault::syntax(&ErrorKind::TabInIndentation, place_at(self.source, *tab..tab + 1), None)
            });
            let faults: Vec<Fault> = faults.collect();
            if !faults.is_empty() {
                return (faults, true);
            }
        }
        let near = [at, at.saturating_sub(1)];
        let slip = near
            .iter()
            .find_map(|at| self.key_slip(lines[*at], error))
            .or_else(|| self.curly(lines[at]))
            .or_else(|| self.open_bracket(&lines, at))
            .or_else(|| near.iter().find_map(|at| self.missing_comma(lines[*at])))
            .or_else(|| self.first_sign(lines[at], error))
            .or_else(|| self.quotes(lines[at], error))
            .or_else(|| self.missing_dash(&lines, at))
            .or_else(|| self.off_by_some(&lines, at))
            .or_else(|| self.stray_lines(&lines, at, error));
        if let Some(fault) = slip {
            return (vec![fault], true);
        }
        let told = self.told(error);
        let goes_on = self.neutralise(error);
        (vec![told], goes_on)
    }

    /// The fault of an error, with the mended line where one can be told.
    fn told(&self, error: &ScanError) -> Fault {
        let place = self.place_of_error(error);
        let line = self.source.lines().nth(place.line.saturating_sub(1)).unwrap_or_default();
        let quotable =
            matches!(error.kind(), ErrorKind::MappingValueNotAllowed | ErrorKind::UnexpectedCharacter { .. });
        let mended = quoted(line).filter(|_| quotable);
        fault::syntax(error.kind(), place, mended)
    }

    /// Replaces the offending character by one that YAML gives no meaning; `false` where that is not known to help.
    fn neutralise(&mut self, error: &ScanError) -> bool {
        let at = error.marker().byte_offset().unwrap_or(self.text.len());
        match error.kind() {
            ErrorKind::MappingValueNotAllowed | ErrorKind::UnexpectedCharacter { .. } => {
                let one_byte =
                    self.text.as_bytes().get(at).is_some_and(|byte| byte.is_ascii() && *byte != b'\n');
                if one_byte {
                    self.text.replace_range(at..=at, "x");
                }
                one_byte
            }
            _ => false,
        }
    }

    /// Makes two spaces of every tab that a line is indented with, all at once: the parser does not always name the tab
    /// that it minds. Of each line the place of its first tab in the source is returned.
    fn expand_tabs(&mut self) -> Vec<usize> {
        let mut tabs = Vec::new();
        let mut start = 0;
        while start < self.text.len() {
            let rest = &self.text[start..];
            let end = rest.find('\n').map_or(self.text.len(), |end| start + end + 1);
            let indent = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let mut more = 0;
            for (nth, at) in rest[..indent]
                .match_indices('\t')
                .map(|(at, _)| at)
                .collect::<Vec<_>>()
                .into_iter()
                .enumerate()
            {
                if nth == 0 {
                    tabs.push(self.at_source(start + at));
                }
                self.replace(start + at + more..start + at + more + 1, "  ");
                more += 1;
            }
            start = end + more;
        }
        tabs
    }

    /// Whether more is indented with tabs than can be of a record; each is put right on its own, which takes its time.
    fn has_too_many_tabs(&self) -> bool {
        let indent = |line: &'_ str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let tabs = self.text.lines().map(|line| line[..indent(line)].matches('\t').count());
        tabs.sum::<usize>() > INDENTS_MAX
    }

    /// Characters that are not even YAML's, such as the line break that a word processor puts inside a paragraph.
    fn control_characters(&mut self) -> Vec<Fault> {
        let bad = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r');
        if !self.source.as_bytes().iter().any(bad) {
            return Vec::new();
        }
        let found = self.source.bytes().enumerate().filter(|(_, byte)| bad(byte));
        let found: Vec<(usize, u8)> = found.take(MENDS_MAX).collect();
        let faults = found.iter().map(|(at, byte)| {
            self.text.replace_range(*at..=*at, " ");
            fault::bad_character("", place_at(self.source, *at..at + 1), char::from(*byte))
        });
        faults.collect()
    }

    /// Spaces of a word processor before a key or a dash.
    fn foreign_indentation(&mut self) -> Vec<Fault> {
        let copy =
            Self { source: self.source, text: self.text.clone(), known: self.known, edits: Vec::new() };
        let mut faults = Vec::new();
        // From the last line, so that what is mended moves no place that is still to come.
        for line in copy.lines().into_iter().rev() {
            let rest = line.text.trim_start_matches(|c| c == ' ' || FOREIGN_SPACES.contains(&c));
            let indent = &line.text[..line.text.len() - rest.len()];
            let key = rest.trim_start_matches("- ").split(':').next().unwrap_or_default();
            if !indent.contains(FOREIGN_SPACES)
                || !(describe::is_key(self.known, key) || rest.starts_with("- "))
            {
                continue;
            }
            let spaces = " ".repeat(indent.chars().count());
            faults.push(fault::foreign_space(place_at(self.source, line.start..line.start + indent.len())));
            self.replace(line.start..line.start + indent.len(), &spaces);
            if faults.len() == INDENTS_MAX {
                break;
            }
        }
        faults.truncate(MENDS_MAX);
        faults.reverse();
        faults
    }

    /// Lines of `---` inside a record; where another record begins after one, it is left to the parser.
    fn rulers(&mut self) -> Vec<Fault> {
        let copy =
            Self { source: self.source, text: self.text.clone(), known: self.known, edits: Vec::new() };
        let lines = copy.lines();
        let mut faults = Vec::new();
        let rulers = lines.iter().enumerate().filter(|(_, line)| line.text.trim_end() == "---");
        for (index, line) in rulers.take(MENDS_MAX) {
            let inside = lines[..index].iter().any(|line| line.says() && !line.text.starts_with('%'));
            let next = lines[index + 1..].iter().find(|line| line.says()).and_then(|line| line.keyed());
            let another = next.is_some_and(|next| next.column == 0 && ["case", "id"].contains(&next.key));
            if inside && !another {
                faults.push(fault::ruler(self.place_in(*line, 0..3)));
                self.replace(line.start..line.start + 1, "#");
            }
        }
        faults
    }

    /// A slip at a known key: no space after its colon or its dash, no colon, or another sign for it.
    fn key_slip(&mut self, line: Line<'_>, error: &ScanError) -> Option<Fault> {
        let noticed = matches!(
            error.kind(),
            ErrorKind::SimpleKeyExpected
                | ErrorKind::ExpectedBlockMappingKey
                | ErrorKind::InvalidIndentation
                | ErrorKind::MappingValueNotAllowed
                | ErrorKind::InvalidColonPlacement
        );
        if !noticed {
            return None;
        }
        let rest = line.text.trim_start_matches(' ');
        let indent = line.text.len() - rest.len();
        if let Some(own) =
            rest.strip_prefix('-').filter(|own| own.starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            let key = own.split(':').next().unwrap_or_default();
            if describe::is_key(self.known, key) && own.len() > key.len() {
                let fault = fault::dash_slip(self.place_in(line, indent..indent + 1), key);
                self.replace(line.start + indent + 1..line.start + indent + 1, " ");
                return Some(fault);
            }
        }
        let own = line.text.trim_start_matches([' ', '-']);
        let start = line.text.len() - own.len();
        let key = own.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map(|end| &own[..end])?;
        if !describe::is_key(self.known, key) {
            return None;
        }
        let end = start + key.len();
        let after = &line.text[end..];
        let sign = after.trim_start_matches(' ');
        let other = sign.chars().next().filter(|sign| ['=', ';', '：', '﹕'].contains(sign));
        let place = self.place_in(line, start..end);
        let at = line.start + end;
        if let Some(other) = other {
            let spaces = after.len() - sign.len();
            let rest = if sign[other.len_utf8()..].starts_with(' ') { ":" } else { ": " };
            self.replace(at..at + spaces + other.len_utf8(), rest);
            return Some(fault::colon_slip(place, key, ColonSlip::OtherSign));
        }
        let mut next = after.chars();
        match (next.next(), next.next()) {
            (Some(':'), Some(next)) if !next.is_whitespace() => {
                self.replace(at + 1..at + 1, " ");
                Some(fault::colon_slip(place, key, ColonSlip::NoSpace))
            }
            (Some(' '), Some(_)) if !line.text.contains(": ") && !line.text.trim_end().ends_with(':') => {
                self.replace(at..at, ":");
                Some(fault::colon_slip(place, key, ColonSlip::NoColon))
            }
            _ => None,
        }
    }

    /// A bracket that is not closed on its line, where the next line with anything on it begins with a key.
    fn open_bracket(&mut self, lines: &[Line<'_>], at: usize) -> Option<Fault> {
        let before = lines[..at].iter().rposition(|line| line.says())?;
        let line = lines[before];
        lines[at].keyed()?;
        line.keyed()?;
        let (opened, close) = unclosed(line.text)?;
        let end = without_comment(line.text).trim_end().len();
        let place = self.place_in(line, opened..opened + 1);
        self.replace(line.start + end..line.start + end, &close.to_string());
        Some(fault::open_bracket(place, close))
    }

    /// Two keys in `{ }` without a comma between them.
    fn missing_comma(&mut self, line: Line<'_>) -> Option<Fault> {
        let open = line.text.find('{')?;
        let mut from = open + 1;
        while let Some(colon) = line.text[from..].find(": ").map(|at| from + at) {
            let of_key = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
            let word = colon - line.text[..colon].chars().rev().take_while(of_key).count();
            let before = line.text[..word].trim_end();
            let key = &line.text[word..colon];
            if describe::is_key(self.known, key)
                && !before.ends_with(['{', ','])
                && !is_inside_quotes(&line.text[..word])
            {
                let place = self.place_in(line, word..colon);
                self.replace(line.start + before.len()..line.start + before.len(), ",");
                return Some(fault::missing_comma(place, key));
            }
            from = colon + 2;
        }
        None
    }

    /// A text without quotation marks that begins with a sign to which YAML gives a meaning.
    fn first_sign(&mut self, line: Line<'_>, error: &ScanError) -> Option<Fault> {
        let keyed = line.keyed()?;
        let value = keyed.value;
        let first = value.chars().next()?;
        let meant = match first {
            '*' | '&' | '!' | '%' | '@' | '`' => true,
            '|' | '>' => value.chars().nth(1) == Some(' '),
            '-' | '?' => value.len() == 1 || value.chars().nth(1) == Some(' '),
            '[' | '{' => closed_before_its_end(value),
            _ => false,
        };
        if !meant || matches!(error.kind(), ErrorKind::UnclosedQuotedScalar) {
            return None;
        }
        let at = line.text.len() - line.text[keyed.column + keyed.key.len() + 1..].trim_start().len();
        let place = self.place_in(line, at..at + 1);
        let mended = format!("{}: \"{}\"", keyed.key, escaped(value));
        self.replace(line.start + at..line.start + at + 1, "x");
        if let '[' | '{' = first {
            self.hide_brackets(line.start + at + 1..line.start + at + value.len());
        }
        Some(fault::first_sign(place, (value.len() > 1).then_some(mended)))
    }

    fn hide_brackets(&mut self, range: Range<usize>) {
        let hidden = self.text[range.clone()].replace(['[', ']', '{', '}'], "x");
        self.text.replace_range(range, &hidden);
    }

    /// A text in the quotation marks of a word processor, which YAML takes for letters.
    fn curly(&mut self, line: Line<'_>) -> Option<Fault> {
        let keyed = line.keyed()?;
        let inside = without_curly(keyed.value);
        if inside.len() == keyed.value.len() || inside.contains('"') {
            return None;
        }
        let at = line.text.len() - line.text[keyed.column + keyed.key.len() + 1..].trim_start().len();
        let place = self.place_in(line, at..at + keyed.value.len());
        let mut fault = fault::curly_quotes(keyed.key, place, inside);
        fault.path.clear();
        let straight = format!("\"{}\"", inside.replace('\\', "/"));
        self.replace(line.start + at..line.start + at + keyed.value.len(), &straight);
        Some(fault)
    }

    /// Quotation marks inside a text in quotation marks, or around its first words only.
    fn quotes(&mut self, line: Line<'_>, error: &ScanError) -> Option<Fault> {
        let trailing = matches!(
            error.kind(),
            ErrorKind::InvalidTrailingDoubleQuotedScalar
                | ErrorKind::InvalidTrailingSingleQuotedScalar
                | ErrorKind::SimpleKeyExpected
                | ErrorKind::ExpectedBlockMappingKey
                | ErrorKind::MappingValueNotAllowed
        );
        let keyed = line.keyed().filter(|_| trailing)?;
        let mark = keyed.value.chars().next().filter(|first| ['"', '\''].contains(first))?;
        let inside = keyed.value.strip_prefix(mark)?;
        if !inside.trim_end_matches(mark).contains(mark) {
            return None;
        }
        let at = line.text.len() - line.text[keyed.column + keyed.key.len() + 1..].trim_start().len();
        // Several texts with commas between them: a list without its brackets.
        if inside.contains(&format!("{mark}, {mark}")) {
            let place = self.place_in(line, at..at + keyed.value.len());
            let listed = format!("[{}]", keyed.value);
            let fault = fault::no_brackets(place, &format!("{}: {listed}", keyed.key));
            self.replace(line.start + at..line.start + at + keyed.value.len(), &listed);
            return Some(fault);
        }
        let around = inside.ends_with(mark);
        let words = if around { inside.strip_suffix(mark).unwrap_or(inside) } else { keyed.value };
        let other = if mark == '"' { "'" } else { "\"" };
        let kept = if around {
            format!("{mark}{}{mark}", words.replace(mark, other))
        } else {
            words.replace(mark, "x")
        };
        let inner = at + 1 + inside.find(mark).unwrap_or_default();
        let place = self.place_in(line, inner..inner + 1);
        let mended = format!("{}: \"{}\"", keyed.key, in_guillemets(words, mark));
        self.replace(line.start + at..line.start + at + keyed.value.len(), &kept);
        Some(fault::inner_quotes(place, mended))
    }

    /// The first item of a list of maps without its dash, where a later one has it.
    fn missing_dash(&mut self, lines: &[Line<'_>], at: usize) -> Option<Fault> {
        let item = lines[at].keyed().filter(|item| item.dash)?;
        let mut first = None;
        for line in lines[..at].iter().rev().filter(|line| line.says()) {
            let Some(keyed) = line.keyed() else { continue };
            if keyed.column <= item.indent {
                // The list's own key, with nothing behind it.
                first = first.filter(|_| keyed.value.is_empty() && !keyed.dash);
                break;
            }
            if keyed.dash && keyed.indent <= item.indent {
                return None;
            }
            if keyed.column <= item.column || first.is_none_or(|(_, column)| keyed.column <= column) {
                first = Some((*line, keyed.column));
            }
        }
        let (line, column) = first.filter(|(_, column)| *column >= 2)?;
        let keyed = line.keyed()?;
        let fault = fault::missing_dash(self.place_in(line, column..column + keyed.key.len()), keyed.key);
        self.text.replace_range(line.start + column - 2..line.start + column, "- ");
        Some(fault)
    }

    /// A line of a key that stands some spaces more or less than its siblings above.
    fn off_by_some(&mut self, lines: &[Line<'_>], at: usize) -> Option<Fault> {
        let keyed = lines[at].keyed()?;
        let own = if keyed.dash { keyed.indent } else { keyed.column };
        // The columns that a key may stand at here: those of the lines above that are still open, the deepest first.
        let mut open: Vec<usize> = Vec::new();
        for line in lines[..at].iter().rev().filter(|line| line.says()) {
            let Some(above) = line.keyed() else { continue };
            let deepest = open.last().copied().unwrap_or(usize::MAX);
            if open.is_empty() && above.value.is_empty() && own > above.column {
                return None;
            }
            for column in [above.column, above.indent] {
                if column < deepest && !open.contains(&column) && (column == above.indent || !keyed.dash) {
                    open.push(column);
                }
            }
            if above.indent == 0 {
                break;
            }
        }
        // A list's items may stand where its key does, or two further in.
        let nearest = open.iter().copied().min_by_key(|column| column.abs_diff(own))?;
        if nearest == own || nearest.abs_diff(own) > 3 {
            return None;
        }
        let line = lines[at];
        let place = self.place_in(line, own..own + keyed.key.len());
        let fault = fault::off_by_some(place, keyed.key, own, nearest);
        // With what stands under it.
        let under = lines[at + 1..].iter().take_while(|next| {
            !next.says() || next.text.len() - next.text.trim_start_matches(' ').len() > own.max(nearest)
        });
        let moved: Vec<usize> = std::iter::once(line)
            .chain(under.copied())
            .filter(|next| next.says())
            .map(|next| next.start)
            .collect();
        for start in moved.into_iter().rev() {
            if nearest > own {
                self.replace(start..start, &" ".repeat(nearest - own));
            } else {
                self.replace(start..start + own - nearest, "");
            }
        }
        Some(fault)
    }

    /// Lines of a text that do not stand under its key: they are moved there, up to the next key.
    fn stray_lines(&mut self, lines: &[Line<'_>], at: usize, error: &ScanError) -> Option<Fault> {
        let noticed = matches!(
            error.kind(),
            ErrorKind::SimpleKeyExpected
                | ErrorKind::ExpectedBlockMappingKey
                | ErrorKind::InvalidIndentation
                | ErrorKind::MappingValueNotAllowed
        );
        if !noticed || !lines[at].says() || lines[at].keyed().is_some() {
            return None;
        }
        let home = lines[..at].iter().rev().filter(|line| line.says()).find_map(|line| line.keyed())?;
        let block = matches!(home.value, "|" | ">" | "|-" | ">-");
        let column = if home.dash { home.column } else { home.indent };
        let indent = |line: &Line<'_>| line.text.len() - line.text.trim_start_matches(' ').len();
        if home.value.starts_with(['"', '\'', '[', '{']) || indent(&lines[at]) > column {
            return None;
        }
        let stray: Vec<Line<'_>> =
            lines[at..].iter().copied().take_while(|line| !line.says() || line.keyed().is_none()).collect();
        let first = stray.first().copied()?;
        let place = self.place_in(first, indent(&first)..first.text.trim_end().len());
        let spaces = " ".repeat(column + 2);
        for line in stray.iter().rev().filter(|line| !line.text.trim().is_empty()) {
            self.replace(line.start..line.start, &spaces);
        }
        Some(fault::stray_line(place, home.key, column + 2, block))
    }
}

fn is_tab(error: &ScanError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
    )
}

/// The line with its value in quotation marks, if it is a key with an unquoted text.
fn quoted(line: &str) -> Option<String> {
    let (key, value) = line.trim_start_matches([' ', '-']).split_once(": ")?;
    let value = without_comment(value).trim();
    let plain = !value.is_empty() && !value.starts_with(['"', '\'', '{', '[']);
    plain.then(|| format!("{key}: \"{}\"", escaped(without_curly(value))))
}

/// A text as it stands in quotation marks. What no text may have is left out.
fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Quotation marks of a word processor, which YAML takes for letters.
pub(super) const CURLY: [char; 8] = ['“', '”', '„', '‟', '‘', '’', '‚', '″'];

/// A text without the curly quotation marks around it.
pub(super) fn without_curly(text: &str) -> &str {
    let inside = text.strip_prefix(CURLY).and_then(|rest| rest.strip_suffix(CURLY));
    inside.filter(|inside| !inside.contains(CURLY)).unwrap_or(text)
}

/// The text with its inner quotation marks as »…«, by turns.
fn in_guillemets(text: &str, mark: char) -> String {
    let mut opens = true;
    let signs = text.chars().map(|c| {
        if c != mark {
            return c;
        }
        opens = !opens;
        if opens { '«' } else { '»' }
    });
    let text: String = signs.collect();
    text.replace('\\', "\\\\").replace('"', "'")
}

/// Where a bracket is opened that the line does not close, and the sign that would close it.
#[expect(clippy::match_same_arms, reason = "inside quotation marks nothing else is looked at")]
fn unclosed(line: &str) -> Option<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(mark), _) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if [' ', '[', '{', ','].contains(&before) => quote = Some(c),
            (None, '#') if before == ' ' => break,
            (None, '[') if before == ' ' || before == '[' || before == '{' => open.push((at, ']')),
            (None, '{') if before == ' ' || before == '[' || before == '{' => open.push((at, '}')),
            (None, ']' | '}') => {
                open.pop();
            }
            _ => {}
        }
        before = c;
    }
    open.first().copied().filter(|_| quote.is_none() && open.len() == 1)
}

/// Whether the bracket that a value begins with is closed before the value ends.
fn closed_before_its_end(value: &str) -> bool {
    let mut depth = 0_usize;
    for (at, c) in value.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8() < value.len();
        }
    }
    false
}

fn is_inside_quotes(before: &str) -> bool {
    before.matches('"').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::case::describe::record_keys;
    use crate::case::tree::parse;

    /// Where each fault of a text is told: line and column.
    fn places(source: &str) -> Vec<(usize, usize)> {
        let places = parse(source, record_keys()).faults.into_iter().map(|fault| fault.place.unwrap());
        places.map(|place| (place.line, place.column)).collect()
    }

    #[test]
    fn what_was_meant_is_read_and_the_places_are_those_of_the_file() {
        let source = "case: \"1234\"\nfacts:\n  -id: a\n   source: æble\n  - id: b\n    says: * rød\n    weight = none\n";
        let parsed = parse(source, record_keys());
        let leaves = parsed.tree.as_ref().unwrap().leaves();
        let read: Vec<(&str, &str)> = leaves.iter().map(|(path, text, _)| (path.as_str(), *text)).collect();
        assert_eq!(
            read,
            [
                ("case", "1234"),
                ("facts[0].id", "a"),
                ("facts[0].source", "æble"),
                ("facts[1].id", "b"),
                ("facts[1].says", "x rød"),
                ("facts[1].weight", "none"),
            ]
        );
        for (path, text, place) in leaves {
            let shown = &source[place.span.clone()];
            assert!(shown.contains(text.trim_start_matches('x')), "{path}: {shown}");
            let line = source.lines().nth(place.line - 1).unwrap();
            let from: String = line.chars().skip(place.column - 1).collect();
            assert!(from.starts_with(shown), "{path}: {shown} is not at {}:{}", place.line, place.column);
        }
        assert_eq!(places(source), [(3, 3), (4, 4), (6, 11), (7, 5)]);
    }

    #[test]
    fn what_is_right_is_left_alone() {
        for source in [
            "reasoning: |\n  a: b\n  - c\n  ---\n  \"d\" e\nfacts: []\n",
            "facts:\n- id: a\n  says: b\n- id: c\n",
            "address: [\"a\", \"b\"]\ncitizen: {name: \"x \\\"y\\\" z\"}\n",
            "says: 'du siger ''nej'''\n",
        ] {
            assert_eq!(places(source), [], "{source}");
        }
    }

    proptest! {
        /// Lines of a record, broken anyhow, stop nothing; and every place is one of the file.
        #[test]
        fn broken_lines_never_stop_the_reading(
            lines in proptest::collection::vec(
                "[ \t\u{a0}]{0,6}(- |-)?(id|says|facts|amount|reasoning|case|æ)?(:|: |=| )?[|>*\"'“”\\[{}\\],;#a-cæ :-]{0,12}",
                0..12,
            )
        ) {
            let source = lines.join("\n");
            for fault in parse(&source, record_keys()).faults {
                let place = fault.place.unwrap();
                prop_assert!(source.get(place.span.clone()).is_some(), "{place:?} in {source:?}");
                prop_assert!(place.line <= source.matches('\n').count() + 2, "{place:?} in {source:?}");
            }
        }
    }
}
