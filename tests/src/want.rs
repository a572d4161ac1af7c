//! What a person looks for on a page, as XPath.

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub enum Want<'a> {
    /// A button, tab, option or the like, by the beginning of its name.
    Button(&'a str),
    /// A button within the part of the page with the first name.
    ButtonIn(&'a str, &'a str),
    /// A link, by the beginning of its words.
    Link(&'a str),
    /// The first bid of the board.
    Bid,
    /// A field, by its label or the beginning of one.
    Field(&'a str),
    /// A field, by its whole label.
    ExactField(&'a str),
    /// The input that a chooser of files belongs to.
    File,
    /// Anything that shows this text.
    Text(&'a str),
}

/// A text as an XPath literal.
fn quoted(text: &str) -> String {
    if text.contains('"') {
        format!("'{text}'")
    } else {
        format!("\"{text}\"")
    }
}

/// The text of an element. Counts and their nouns are held together by a space that does not break.
const PLAIN: &str = "normalize-space(translate(.,'\u{a0}',' '))";

impl Want<'_> {
    /// The expression. Names may be followed by more, as a count or a description: they are compared by their beginning.
    pub fn xpath(self) -> String {
        let named = |name: &str| {
            let name = quoted(name);
            format!("[starts-with({PLAIN},{name}) or starts-with(@aria-label,{name})]")
        };
        match self {
            Self::Button(name) => format!(
                "//*[self::button or self::summary or @role='button' or @role='tab' or @role='option' or @role='radio' \
                 or @role='menuitem' or @role='checkbox' or @role='switch']{}",
                named(name)
            ),
            Self::ButtonIn(part, name) => {
                format!("//*[@aria-label={}]//button{}", quoted(part), named(name))
            }
            Self::Bid => "(//*[@role='radiogroup'][starts-with(@aria-label,'Bids of group')]//*[@role='radio'])[1]".into(),
            Self::Link(name) => format!("//a{}", named(name)),
            Self::Field(name) => {
                let name = quoted(name);
                format!(
                    "//*[self::input or self::textarea or self::select or @role='combobox'][@aria-label={name} \
                     or @id=//label[normalize-space()={name}]/@for or ancestor::label[normalize-space()={name}]]"
                )
            }
            Self::ExactField(name) => format!(
                "//*[@id=//label[normalize-space()={}]/@for]",
                quoted(name)
            ),
            Self::File => "//input[@type='file']".into(),
            Self::Text(text) => format!(
                "//body//*[text()[contains(translate(.,'\u{a0}',' '),{})]]",
                quoted(&text.replace('\u{a0}', " "))
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_quotes_stay_literals() {
        assert_eq!(quoted("Don't"), "\"Don't\"");
        assert_eq!(quoted("say \"a\""), "'say \"a\"'");
        assert!(Want::Link("Home").xpath().starts_with("//a[starts-with("));
    }
}
