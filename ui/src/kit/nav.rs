//! Moving through a list by keyboard: the same in every list, menu, tab strip and palette.

/// Where a key leads in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// To this index.
    To(usize),
    /// The active entry is chosen.
    Pick,
    /// The list is left.
    Leave,
    /// The key means nothing here.
    None,
}

/// What `key` (of a keyboard event) does in a list of `len` entries of which `active` is marked.
/// Arrows wrap around; `Home`, `End` and pages move by ten.
#[must_use]
pub fn list_move(key: &str, active: Option<usize>, len: usize) -> Move {
    match key {
        "Escape" => return Move::Leave,
        "Enter" => {
            return if active.is_some() {
                Move::Pick
            } else {
                Move::None
            };
        }
        _ if len == 0 => return Move::None,
        _ => {}
    }
    let last = len - 1;
    match (key, active) {
        ("ArrowDown" | "ArrowRight", None) | ("Home", _) => Move::To(0),
        ("ArrowDown" | "ArrowRight", Some(i)) => Move::To(if i >= last { 0 } else { i + 1 }),
        ("ArrowUp" | "ArrowLeft", None) | ("End", _) => Move::To(last),
        ("ArrowUp" | "ArrowLeft", Some(i)) => Move::To(if i == 0 { last } else { i.min(len) - 1 }),
        ("PageDown", i) => Move::To((i.unwrap_or(0) + 10).min(last)),
        ("PageUp", i) => Move::To(i.unwrap_or(0).saturating_sub(10)),
        _ => Move::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_wrap_around() {
        assert_eq!(list_move("ArrowDown", None, 3), Move::To(0));
        assert_eq!(list_move("ArrowDown", Some(2), 3), Move::To(0));
        assert_eq!(list_move("ArrowUp", Some(0), 3), Move::To(2));
        assert_eq!(list_move("ArrowUp", Some(2), 3), Move::To(1));
        assert_eq!(list_move("ArrowUp", None, 3), Move::To(2));
    }

    #[test]
    fn ends_and_pages_stay_inside() {
        assert_eq!(list_move("End", Some(0), 30), Move::To(29));
        assert_eq!(list_move("PageDown", Some(25), 30), Move::To(29));
        assert_eq!(list_move("PageUp", Some(4), 30), Move::To(0));
    }

    #[test]
    fn an_empty_list_has_nowhere_to_go() {
        assert_eq!(list_move("ArrowDown", None, 0), Move::None);
        assert_eq!(list_move("Enter", None, 0), Move::None);
        assert_eq!(list_move("Escape", None, 0), Move::Leave);
    }

    #[test]
    fn enter_picks_what_is_active() {
        assert_eq!(list_move("Enter", Some(1), 3), Move::Pick);
        assert_eq!(list_move("a", Some(1), 3), Move::None);
    }

    #[test]
    fn a_list_that_shrank_is_entered_again_from_its_end() {
        assert_eq!(list_move("ArrowDown", Some(9), 3), Move::To(0));
        assert_eq!(list_move("ArrowUp", Some(9), 3), Move::To(2));
    }
}
