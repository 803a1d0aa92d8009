//! From lines to provisions.
//!
//! The provisions that are open form a stack, outermost first. A line either names a division, bears a number, or goes
//! on with a paragraph. To what a number belongs is told, in this order, by the number before it in its list, by the
//! column in which it stands, and by what kinds of number usually contain each other. To what a paragraph without a
//! number belongs is told by its column.
//!
//! A number is taken for one where a sentence has ended before it, or where it is the next of an open list, so that a
//! reference at the start of a line is none.

use acquis_base::Span;

use crate::division::{Division, Turn, division_of, turn_of};
use crate::label::{Class, Label, is_first, label_of, next};
use crate::line::{Above, Layout, Line};
use crate::provision::Kind;

/// How deep provisions nest. What would stand deeper stands beside the deepest.
const DEEPEST: usize = 14;

/// The most lines of a heading that has no marks.
const LONGEST_HEADING: usize = 4;

/// The most bytes of a heading of a numbered part.
const LONGEST_PART: usize = 300;

/// How much further in than other text a centred line starts.
const CENTRED: u32 = 8;

/// A provision as it stands in a file.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) class: Option<Class>,
    /// The number as printed.
    pub(crate) value: String,
    pub(crate) number: Span,
    pub(crate) span: Span,
    pub(crate) text: Vec<Span>,
    pub(crate) heading: Vec<Span>,
    pub(crate) parent: Option<u32>,
    pub(crate) end: u32,
    label_column: u32,
    /// The column from which on a paragraph without a number belongs to it.
    body_column: u32,
    /// Whether its text goes on below its number and not beside it.
    is_inline: bool,
    has_children: bool,
    /// The last number within it.
    last: Option<Last>,
}

impl Node {
    /// What starts with a line and has nothing in it so far: no number, and its text in the column of the line.
    fn of_line(kind: Kind, line: &Line) -> Self {
        Self {
            kind,
            class: None,
            value: String::new(),
            number: line.span,
            span: line.span,
            text: vec![],
            heading: vec![],
            parent: None,
            end: 0,
            label_column: line.column,
            body_column: line.column,
            is_inline: true,
            has_children: false,
            last: None,
        }
    }
}

/// A number within a provision that is closed.
#[derive(Debug, Clone)]
struct Last {
    class: Class,
    value: String,
    column: u32,
}

/// Which part of a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    /// What comes before, between and after provisions.
    Outside,
    Recitals,
    Enacting,
    Annex,
}

/// The paragraph that is open.
#[derive(Debug, Clone, Copy)]
struct Paragraph {
    node: u32,
    lines: usize,
    column: u32,
    is_finished: bool,
    ends_in_hyphen: bool,
    ends_in_colon: bool,
}

struct Builder<'t> {
    text: &'t str,
    layout: Layout,
    nodes: Vec<Node>,
    stack: Vec<u32>,
    region: Region,
    paragraph: Option<Paragraph>,
    /// The division whose heading may follow, and whether it is set in as a centred line.
    awaiting: Option<(u32, bool)>,
    most: usize,
}

/// The provisions of a file in the order of its text, or nothing if there are more than `most`.
pub(crate) fn build(text: &str, lines: &[Line], layout: Layout, most: usize) -> Option<Vec<Node>> {
    let mut builder = Builder {
        text,
        layout,
        nodes: vec![],
        stack: vec![],
        region: Region::Outside,
        paragraph: None,
        awaiting: None,
        most,
    };
    for (at, line) in lines.iter().enumerate() {
        builder.take(line, lines.get(at + 1));
        if builder.nodes.len() > builder.most {
            return None;
        }
    }
    builder.close(0);
    Some(builder.nodes)
}

impl<'t> Builder<'t> {
    fn take(&mut self, line: &Line, next: Option<&Line>) {
        let content = line.span.of(self.text);
        let starts = line.is_heading || self.starts(line);
        if starts && let Some(turn) = turn_of(content) {
            return self.turn(turn);
        }
        if let Some(division) = division_of(content, line.is_heading)
            && (starts || content.bytes().take(4).all(|byte| byte.is_ascii_uppercase()))
        {
            return self.divide(line, division);
        }
        if let Some((node, is_centred)) = self.awaiting {
            if self.is_heading(line, next, node, is_centred) {
                return self.heading(line, node);
            }
            self.awaiting = None;
        }
        if line.is_heading || self.region == Region::Outside {
            // The title of the document, or a heading that names nothing.
            return self.finish();
        }
        match self.number(line, starts) {
            Some((label, class)) if self.region != Region::Recitals => self.open(line, label, class),
            Some((label, Class::Count)) => self.recital(line, label),
            _ if self.nodes.is_empty() || self.stack.is_empty() => {}
            _ => self.words(line),
        }
    }

    fn node(&self, at: u32) -> Option<&Node> {
        self.nodes.get(at as usize)
    }

    fn top(&self) -> Option<&Node> {
        self.node(*self.stack.last()?)
    }

    /// Whether a line certainly starts something: its marks say so, or what is above it has ended.
    fn starts(&self, line: &Line) -> bool {
        match line.above {
            Above::Apart | Above::Blank => true,
            Above::Within | Above::Page { .. } | Above::Short | Above::Full => {
                self.paragraph.is_none_or(|paragraph| paragraph.is_finished)
            }
        }
    }

    fn turn(&mut self, turn: Turn) {
        self.close(0);
        self.awaiting = None;
        self.region = match turn {
            Turn::Recitals => Region::Recitals,
            Turn::Outside => Region::Outside,
        };
    }

    fn divide(&mut self, line: &Line, division: Division<'_>) {
        self.finish();
        let in_annex = self.region == Region::Annex;
        let kind = match division.kind {
            Kind::Section if in_annex => Kind::Part,
            Kind::Part if !in_annex => Kind::Title,
            kind => kind,
        };
        let keeps = |open: Kind| match kind {
            Kind::Chapter => open == Kind::Title,
            Kind::Section => matches!(open, Kind::Title | Kind::Chapter),
            Kind::Article => open.is_division(),
            Kind::Part => open == Kind::Annex,
            _ => false,
        };
        let kept = self.stack.iter().take_while(|at| self.node(**at).is_some_and(|node| keeps(node.kind)));
        let kept = kept.count();
        self.close(kept);
        self.region = if matches!(kind, Kind::Annex | Kind::Part) { Region::Annex } else { Region::Enacting };
        let start = line.span.start as usize;
        let number = Span::new(start + division.before, start + division.before + division.number.len());
        let heading = division.heading.map(|at| Span::new(start + at, line.span.end as usize));
        let node = Node {
            kind,
            class: None,
            value: division.number.to_owned(),
            number: if number.is_empty() { line.span } else { number },
            span: line.span,
            text: vec![],
            heading: heading.into_iter().collect(),
            parent: None,
            end: 0,
            label_column: self.layout.base,
            body_column: 0,
            is_inline: true,
            has_children: false,
            last: None,
        };
        let at = self.push(node);
        self.awaiting = Some((at, line.column >= self.layout.base.saturating_add(CENTRED)));
    }

    /// Whether a line goes on with the heading of a division.
    fn is_heading(&self, line: &Line, next: Option<&Line>, node: u32, is_centred: bool) -> bool {
        let Some(node) = self.node(node) else { return false };
        let content = line.span.of(self.text);
        if matches!(line.above, Above::Apart | Above::Within) {
            let is_bold = content.len() > 4 && content.starts_with("**") && content.ends_with("**");
            return node.heading.is_empty() && (line.is_heading || is_bold);
        }
        if label_of(content).is_some()
            || node.heading.len() >= LONGEST_HEADING
            || content.len() > LONGEST_PART
        {
            return false;
        }
        let shouts = content.chars().any(char::is_uppercase) && !content.chars().any(char::is_lowercase);
        let is_set_in = line.column >= self.layout.base.saturating_add(CENTRED);
        if !node.heading.is_empty() {
            let stays =
                matches!(line.above, Above::Full | Above::Short) && (shouts || (is_centred && is_set_in));
            return line.above == Above::Full || stays;
        }
        let is_alone =
            next.is_none_or(|next| next.above != Above::Full || is_numbered(next.span.of(self.text)));
        let is_plain = !is_centred && is_alone && starts_large(content) && !is_finished(content);
        shouts || (is_centred && is_set_in) || is_plain
    }

    fn heading(&mut self, line: &Line, at: u32) {
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.heading.push(line.span);
        }
        self.extend(line.span);
    }

    /// The number that a line bears, if it is one.
    fn number(&self, line: &Line, starts: bool) -> Option<(Label<'t>, Class)> {
        let content = line.span.of(self.text);
        let Some(label) = label_of(content) else {
            let mark = Label { classes: [Some(Class::Dash), None], value: "", length: 0, gap: 1 };
            return line.is_item.then_some((mark, Class::Dash));
        };
        let class = self.class(&label, line.column)?;
        let follows = self.list_of(&label, class, line.column).is_some();
        let is_marked = line.is_item || line.above == Above::Apart;
        let is_possible = match class {
            Class::Dotted => {
                let begins = starts && label.gap > 1 && is_first(class, label.value);
                follows || is_marked || begins || self.is_within_part(label.value)
            }
            Class::Plain | Class::Dash if !is_marked && label.gap <= 1 => {
                starts && (follows || is_first(class, label.value))
            }
            _ if label.gap == 1 && !is_marked => starts && (follows || is_first(class, label.value)),
            _ => true,
        };
        let is_likely = is_marked || starts || follows || (label.gap != 1 && is_first(class, label.value));
        (is_possible && is_likely).then_some((label, class))
    }

    /// What kind of number a label is, of those that it can be: that of an open list that it goes on with; else the first
    /// Roman number; else that of a list in the same column.
    fn class(&self, label: &Label<'_>, column: u32) -> Option<Class> {
        let [first, second] = label.classes;
        let (Some(one), Some(other)) = (first, second) else { return first };
        let goes_on = |class: &Class| self.list_of(label, *class, column).is_some();
        if let Some(class) = [one, other].into_iter().find(goes_on) {
            return Some(class);
        }
        if is_first(one, label.value) {
            return Some(one);
        }
        let open = self.stack.iter().rev().filter_map(|at| self.node(*at));
        let mut beside = open.filter(|node| node.label_column.abs_diff(column) <= self.layout.tolerance);
        let found = beside.find_map(|node| node.class.filter(|class| *class == one || *class == other));
        Some(found.unwrap_or(one))
    }

    /// How many of the open provisions stay open for a number that comes after one of theirs: the last one that is open, or
    /// the last one within them.
    fn list_of(&self, label: &Label<'_>, class: Class, column: u32) -> Option<usize> {
        let comes_after = |own: Class, value: &str, at: u32| {
            own == class
                && at.abs_diff(column) <= self.layout.slack
                && next(class, value).as_deref() == Some(label.value)
        };
        for (place, at) in self.stack.iter().enumerate().rev() {
            let Some(node) = self.node(*at) else { continue };
            if node.last.as_ref().is_some_and(|last| comes_after(last.class, &last.value, last.column)) {
                return Some(place + 1);
            }
            if node.class.is_some_and(|own| comes_after(own, &node.value, node.label_column)) {
                return Some(place);
            }
        }
        None
    }

    /// Whether a number such as `3.1` stands within a part with the number 3.
    fn is_within_part(&self, value: &str) -> bool {
        let around = value.rsplit_once('.').map_or("", |(around, _)| around);
        let open = self.stack.iter().filter_map(|at| self.node(*at));
        open.into_iter().any(|node| node.value == around || node.class == Some(Class::Dotted))
    }

    fn recital(&mut self, line: &Line, label: Label<'_>) {
        self.close(0);
        self.add(line, label, Class::Count, Kind::Recital);
    }

    /// Opens a provision with a number.
    fn open(&mut self, line: &Line, label: Label<'_>, class: Class) {
        let ends_in_colon = self.paragraph.is_some_and(|paragraph| paragraph.ends_in_colon);
        self.finish();
        let kept = match self.list_of(&label, class, line.column) {
            Some(kept) => kept,
            None => self.depth_of(&label, class, line.column, ends_in_colon),
        };
        self.close(kept.min(DEEPEST));
        let around = self.top().map(|node| node.kind);
        let kind = match class {
            Class::Plain if around == Some(Kind::Article) => Kind::Paragraph,
            Class::Plain | Class::Dotted
                if matches!(around, Some(Kind::Annex | Kind::Part | Kind::Number)) =>
            {
                Kind::Number
            }
            Class::Dotted if self.region == Region::Annex => Kind::Number,
            Class::Roman => Kind::RomanPoint,
            Class::Dash => Kind::Indent,
            _ => Kind::Point,
        };
        self.add(line, label, class, kind);
    }

    /// How many of the open provisions stay open for a number that goes on with no list.
    fn depth_of(&self, label: &Label<'_>, class: Class, column: u32, ends_in_colon: bool) -> usize {
        let first = is_first(class, label.value);
        let mut kept = self.stack.len();
        while let Some(node) = kept.checked_sub(1).and_then(|at| self.node(*self.stack.get(at)?)) {
            let Some(own) = node.class else {
                // Points belong to the paragraph that leads up to them.
                if node.kind != Kind::Subparagraph || (ends_in_colon && first && kept == self.stack.len()) {
                    break;
                }
                kept -= 1;
                continue;
            };
            let is_beside = node.label_column.abs_diff(column) <= self.layout.tolerance;
            if is_beside {
                let is_open = |at: &u32| {
                    self.node(*at).is_some_and(|node| {
                        node.class == Some(class)
                            && node.label_column.abs_diff(column) <= self.layout.tolerance
                    })
                };
                let opens = first && ends_in_colon && kept == self.stack.len();
                if opens && own <= class {
                    break;
                }
                if let Some(sibling) = self.stack.iter().take(kept).rposition(is_open) {
                    return sibling;
                }
                if own < class && (first || own < Class::Count) {
                    break;
                }
            } else if node.label_column < column {
                break;
            }
            kept -= 1;
        }
        kept
    }

    fn add(&mut self, line: &Line, label: Label<'_>, class: Class, kind: Kind) {
        let start = line.span.start as usize;
        let content = line.span.of(self.text);
        let after = content.get(label.length..).unwrap_or("");
        let words = after.trim_start();
        let from = start + content.len() - words.len();
        let beside = u32::try_from(label.length + label.gap).unwrap_or(u32::MAX);
        let text_column = line.column.saturating_add(beside);
        let is_marked = matches!(line.above, Above::Apart | Above::Within);
        let is_inline = label.gap <= 1;
        let body_column = match kind {
            // An article has either numbered paragraphs or others, and what has no number goes on with the last.
            Kind::Paragraph | Kind::Recital => 0,
            _ if is_marked => line.column.saturating_add(2),
            _ if is_inline => line.column,
            _ => text_column,
        };
        let number = Span::new(start, start + label.length);
        let node = Node {
            class: Some(class),
            value: label.value.to_owned(),
            number: if number.is_empty() { line.span } else { number },
            body_column,
            is_inline: is_inline && !is_marked,
            ..Node::of_line(kind, line)
        };
        let at = self.push(node);
        let words = Span::new(from, line.span.end as usize);
        if words.is_empty() {
            // What stands below a number that stands alone belongs to it, wherever it starts.
            self.paragraph = None;
        } else {
            self.put(at, words, text_column);
        }
    }

    /// A line without a number.
    fn words(&mut self, line: &Line) {
        if let Some(paragraph) = self.paragraph
            && self.goes_on(&paragraph, line)
        {
            return self.put(paragraph.node, line.span, line.column);
        }
        let is_alone = |node: &Node| node.class.is_some() && node.text.is_empty() && node.heading.is_empty();
        let is_first =
            self.paragraph.is_none() && self.top().is_some_and(|node| is_alone(node) && !node.has_children);
        self.finish();
        if is_first && let Some(at) = self.stack.last().copied() {
            return self.put(at, line.span, line.column);
        }
        let belongs = |node: &Node| {
            node.kind != Kind::Subparagraph
                && line.column.saturating_add(self.layout.tolerance) >= node.body_column
        };
        let mut kept = self.stack.len();
        while kept > 1 && !self.stack.get(kept - 1).and_then(|at| self.node(*at)).is_some_and(belongs) {
            kept -= 1;
        }
        self.close(kept);
        let Some(at) = self.stack.last().copied() else { return };
        let Some(node) = self.node(at) else { return };
        if node.kind.is_division() {
            return;
        }
        if node.text.is_empty() && !node.has_children {
            return self.put(at, line.span, line.column);
        }
        self.close(kept.min(DEEPEST));
        let at = self.push(Node::of_line(Kind::Subparagraph, line));
        self.put(at, line.span, line.column);
    }

    /// Whether a line without a number goes on with the open paragraph.
    fn goes_on(&self, paragraph: &Paragraph, line: &Line) -> bool {
        let Some(node) = self.node(paragraph.node) else { return false };
        let content = line.span.of(self.text);
        let is_below = |slack: u32| {
            let beside = paragraph.column.abs_diff(line.column) <= slack;
            let below =
                node.is_inline && paragraph.lines == 1 && node.label_column.abs_diff(line.column) <= slack;
            beside || below
        };
        let goes_on_small = !paragraph.is_finished && content.starts_with(char::is_lowercase);
        let may_be_heading = paragraph.lines < LONGEST_HEADING && self.may_be_part(node);
        match line.above {
            Above::Within => true,
            Above::Apart => false,
            _ if paragraph.ends_in_hyphen && content.starts_with(char::is_alphabetic) => true,
            Above::Blank => goes_on_small,
            Above::Short => goes_on_small && is_below(self.layout.tolerance),
            Above::Page { fits: true } => goes_on_small,
            Above::Page { fits: false } => !paragraph.is_finished || is_below(self.layout.slack),
            Above::Full => is_below(self.layout.tolerance) || !(paragraph.is_finished || may_be_heading),
        }
    }

    /// Whether what stands beside a number may turn out to be the heading of a part.
    fn may_be_part(&self, node: &Node) -> bool {
        node.kind == Kind::Number && node.heading.is_empty() && !node.has_children
    }

    fn put(&mut self, at: u32, span: Span, column: u32) {
        let content = span.of(self.text);
        let lines = self.paragraph.filter(|paragraph| paragraph.node == at).map_or(0, |it| it.lines);
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.text.push(span);
        }
        self.paragraph = Some(Paragraph {
            node: at,
            lines: lines + 1,
            column,
            is_finished: is_finished(content),
            ends_in_hyphen: content.ends_with(['-', '\u{AD}', '\u{2010}']),
            ends_in_colon: content.ends_with(':'),
        });
        self.extend(span);
    }

    /// Everything that is open reaches to the end of this.
    fn extend(&mut self, span: Span) {
        for at in &self.stack {
            if let Some(node) = self.nodes.get_mut(*at as usize) {
                node.span = node.span.to(span);
            }
        }
    }

    fn push(&mut self, mut node: Node) -> u32 {
        let at = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        node.parent = self.stack.last().copied();
        if let Some(around) = node.parent.and_then(|at| self.nodes.get_mut(at as usize)) {
            around.has_children = true;
            if let Some(class) = node.class {
                around.last = Some(Last { class, value: node.value.clone(), column: node.label_column });
            }
        }
        let span = node.span;
        self.nodes.push(node);
        self.stack.push(at);
        self.paragraph = None;
        self.extend(span);
        at
    }

    /// Ends the open paragraph. The first one of a number within an annex may be its heading.
    fn finish(&mut self) {
        let Some(paragraph) = self.paragraph.take() else { return };
        let Some(node) = self.node(paragraph.node) else { return };
        if !self.may_be_part(node) {
            return;
        }
        let words: Vec<&str> = node.text.iter().map(|span| span.of(self.text)).collect();
        if !is_part_heading(&words.join(" ")) {
            return;
        }
        if let Some(node) = self.nodes.get_mut(paragraph.node as usize) {
            node.heading = std::mem::take(&mut node.text);
            node.body_column = node.label_column;
            if node.class == Some(Class::Plain) {
                node.kind = Kind::Part;
            }
        }
    }

    /// Closes what is open but the outermost `kept`.
    fn close(&mut self, kept: usize) {
        self.finish();
        let end = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        for at in self.stack.split_off(kept.min(self.stack.len())) {
            if let Some(node) = self.nodes.get_mut(at as usize) {
                node.end = end;
            }
        }
    }
}

fn is_numbered(content: &str) -> bool {
    label_of(content).is_some()
}

fn starts_large(content: &str) -> bool {
    content.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

/// Whether a line ends as sentences and items of lists do.
fn is_finished(content: &str) -> bool {
    let bare = content.trim_end_matches(['*', '_', '’', '”', '"', '\'', ')', '»', ' ']);
    let ends = |text: &str| text.ends_with(['.', ';', ':', '!', '?']);
    let joined = ["and", "or"].iter().any(|word| {
        bare.strip_suffix(word).is_some_and(|before| ends(before.trim_end()) && before.ends_with(' '))
    });
    ends(bare) || joined
}

/// Whether the words beside a number are a heading: they end as no sentence does and have none of the verbs by which
/// provisions speak.
fn is_part_heading(words: &str) -> bool {
    const VERBS: [&str; 13] = [
        "shall", "must", "should", "may", "is", "are", "will", "can", "has", "have", "means", "be", "applies",
    ];
    const LEADING: [&str; 10] = ["For", "In", "Where", "When", "By", "If", "On", "To", "With", "The"];
    let bare = words.trim_end_matches(':');
    if words.len() > LONGEST_PART || bare.is_empty() || is_finished(bare) || bare.ends_with(',') {
        return false;
    }
    let mut parts = bare.split_whitespace();
    let leads = bare.len() < words.len() && parts.next().is_some_and(|first| LEADING.contains(&first));
    let is_verb = |word: &str| VERBS.contains(&word.trim_end_matches(','));
    !leads && !bare.split_whitespace().any(is_verb)
}
