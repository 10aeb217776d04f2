//! Several things in one sentence.

/// The first few, separated by `, ` and `and`, with the number of the others: `` `a`, `b` and 2 more``.
pub(super) fn listed(names: &[String], most: usize) -> String {
    let quoted: Vec<String> = names.iter().take(most).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(most);
    match (quoted.as_slice(), more) {
        ([], _) => String::new(),
        ([one], 0) => one.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (all, more) => format!("{} and {more} more", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn names_are_joined_as_people_do() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(listed(&names(&["a"]), 3), "`a`");
        assert_eq!(listed(&names(&["a", "b"]), 3), "`a` and `b`");
        assert_eq!(listed(&names(&["a", "b", "c"]), 3), "`a`, `b` and `c`");
        assert_eq!(listed(&names(&["a", "b", "c", "d"]), 2), "`a`, `b` and 2 more");
        assert_eq!(listed(&[], 2), "");
    }
}
