//! Markdown read as tests: headings and fenced blocks.

/// A heading with what stands under it, up to the next heading of the same or a higher rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// 1 for `#`.
    pub rank: usize,
    pub title: String,
    pub line: usize,
    pub blocks: Vec<Block>,
    /// The prose, without blocks.
    pub prose: String,
}

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The first word after the fence.
    pub language: String,
    /// The words after it.
    pub argument: String,
    pub text: String,
    pub line: usize,
}

/// The sections of a text, in order, each with its own blocks only.
pub fn sections(text: &str) -> Vec<Section> {
    let mut sections =
        vec![Section { rank: 0, title: String::new(), line: 0, blocks: vec![], prose: String::new() }];
    let mut block: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        let current = sections.last_mut().expect("there is always one");
        if let Some(open) = &mut block {
            if line.trim_end() == "```" {
                current.blocks.extend(block.take());
            } else {
                open.text.push_str(line);
                open.text.push('\n');
            }
        } else if let Some(info) = line.strip_prefix("```") {
            let (language, argument) = info.trim().split_once(' ').unwrap_or((info.trim(), ""));
            block = Some(Block {
                language: language.to_owned(),
                argument: argument.trim().to_owned(),
                text: String::new(),
                line: number + 1,
            });
        } else if line.starts_with('#') {
            let rank = line.chars().take_while(|c| *c == '#').count();
            let title = line.trim_start_matches('#').trim().to_owned();
            sections.push(Section { rank, title, line: number + 1, blocks: vec![], prose: String::new() });
        } else {
            current.prose.push_str(line);
            current.prose.push('\n');
        }
    }
    assert!(block.is_none(), "a fenced block is not closed");
    sections
}

/// The rows of the tables of a text, each without its head, as cells.
pub fn rows(prose: &str) -> Vec<Vec<String>> {
    let mut rows = vec![];
    let mut head = true;
    for line in prose.lines() {
        match line.strip_prefix('|').and_then(|line| line.strip_suffix('|')) {
            None => head = true,
            Some(line) if line.starts_with("---") => head = false,
            Some(_) if head => {}
            Some(line) => rows.push(line.split('|').map(|cell| cell.trim().to_owned()).collect()),
        }
    }
    rows
}

/// The pieces of a text that stand between backticks.
pub fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}
