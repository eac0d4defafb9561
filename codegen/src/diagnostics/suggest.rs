//! Finds the right word near a wrong one, and puts lists of words into sentences.

/// The candidate that is nearest to a wrong word, where one is near enough to be meant.
pub(crate) fn nearest<'c>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let wrong_lower = wrong.to_lowercase();
    let limit = (wrong.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&wrong_lower, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The words as "`a`, `b` or `c`".
pub(crate) fn or_list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [] => "nothing".to_owned(),
        [word] => word.clone(),
        [words @ .., last] => format!("{} or {last}", words.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{nearest, or_list};

    #[test]
    fn finds_a_misspelt_word_and_nothing_far_off() {
        let keys = ["label", "example", "max_length"];
        assert_eq!(nearest("lable", keys), Some("label"));
        assert_eq!(nearest("maxLength", keys), Some("max_length"));
        assert_eq!(nearest("colour", keys), None);
    }

    #[test]
    fn lists_words() {
        assert_eq!(or_list(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(or_list(["a"]), "`a`");
    }
}
