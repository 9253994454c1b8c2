//! Names of tables and columns as Rust spells them.

/// Words of Rust that can be no name: <https://doc.rust-lang.org/reference/keywords.html>.
const KEYWORDS: [&str; 50] = [
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "static",
    "struct",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "macro_rules",
    "union",
];
/// Those that can't be made raw either.
const NEVER_RAW: [&str; 4] = ["self", "super", "crate", "_"];
/// Types that the generated code speaks of by their short names.
const TAKEN: [&str; 9] = ["Option", "Result", "String", "Vec", "Self", "Some", "None", "Ok", "Err"];

/// `competitionId` and `competition_id` to `competition_id`.
#[must_use]
pub fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut low = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && low {
            out.push('_');
        }
        low = c.is_ascii_lowercase() || c.is_ascii_digit();
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// A field or module: snake case, and no keyword.
#[must_use]
pub fn field(name: &str) -> String {
    let name = snake(name);
    if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else if NEVER_RAW.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// A constant.
#[must_use]
pub fn constant(name: &str) -> String {
    snake(name).to_ascii_uppercase()
}

/// A type, `team_membership` to `TeamMembership`.
#[must_use]
pub fn pascal(name: &str) -> String {
    let mut out = String::new();
    for word in snake(name).split('_') {
        let mut chars = word.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    if TAKEN.contains(&out.as_str()) {
        out.push_str("Row");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_the_shape_of_rust() {
        assert_eq!(snake("competitionTeamId"), "competition_team_id");
        assert_eq!(snake("r2Key"), "r2_key");
        assert_eq!(snake("user_id"), "user_id");
        assert_eq!(snake("URL"), "url");
        assert_eq!(field("type"), "r#type");
        assert_eq!(field("self"), "self_");
        assert_eq!(constant("createdAt"), "CREATED_AT");
        assert_eq!(pascal("class_catalog_to_skills"), "ClassCatalogToSkills");
        assert_eq!(pascal("limit"), "Limit");
        assert_eq!(pascal("option"), "OptionRow");
    }
}
