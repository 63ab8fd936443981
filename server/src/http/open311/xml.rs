//! The standard's XML: members become elements, lists become elements of their items' name.

use serde_json::Value;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// A list of things.
pub(super) fn list(root: &str, item: &str, things: &[Value]) -> String {
    let mut text = format!("{HEAD}<{root}>");
    things.iter().for_each(|thing| element(&mut text, item, thing));
    text.push_str(&format!("</{root}>"));
    text
}

/// One thing.
pub(super) fn one(root: &str, thing: &Value) -> String {
    let mut text = HEAD.to_owned();
    element(&mut text, root, thing);
    text
}

fn element(text: &mut String, name: &str, value: &Value) {
    text.push_str(&format!("<{name}>"));
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| element(text, name, value)),
        Value::Array(items) => {
            let item = singular(name);
            items.iter().for_each(|value| element(text, item, value));
        }
        Value::Null => {}
        Value::String(plain) => text.push_str(&escaped(plain)),
        other => text.push_str(&other.to_string()),
    }
    text.push_str(&format!("</{name}>"));
}

/// The name of one of several.
fn singular(name: &str) -> &str {
    match name {
        "endpoints" => "endpoint",
        "formats" => "format",
        "attributes" => "attribute",
        "values" => "value",
        other => other,
    }
}

fn escaped(text: &str) -> String {
    let fine = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let escape = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        c => c.to_string(),
    };
    text.chars().filter(fine).map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_lists_and_marks_are_written_as_the_standard_has_them() {
        let text = list("services", "service", &[json!({ "service_code": "waste", "metadata": true, "x": null })]);
        assert!(text.ends_with("<services><service><metadata>true</metadata><service_code>waste</service_code><x></x></service></services>"), "{text}");
        assert!(
            one("a", &json!({ "values": [{ "key": "<1>" }] }))
                .ends_with("<a><values><value><key>&lt;1&gt;</key></value></values></a>")
        );
    }
}
