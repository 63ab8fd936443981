//! A submission of `OpenRosa` (ODK Collect, `KoboToolbox`): XML whose elements are the questions of a form.

use super::table::TextRow;
use crate::ExchangeError;

/// Reads one submission: its questions by their path (`neglect/waste`), the form's own version and identifier among
/// them as `__version__` and `__form__`.
///
/// # Errors
/// [`ExchangeError::Unreadable`] where it is no XML, or declares entities: what grows by itself is not read.
pub fn read_openrosa(text: &str) -> Result<TextRow, ExchangeError> {
    let document = roxmltree::Document::parse(text).map_err(|e| ExchangeError::Unreadable { reason: e.to_string() })?;
    let root = document.root_element();
    let mut fields = TextRow::new();
    for (attribute, name) in [("version", "__version__"), ("id", "__form__"), ("instanceID", "instanceID")] {
        if let Some(value) = root.attribute(attribute) {
            fields.insert(name.to_owned(), value.to_owned());
        }
    }
    gather(root, "", &mut fields);
    Ok(fields)
}

fn gather(node: roxmltree::Node<'_, '_>, path: &str, fields: &mut TextRow) {
    for child in node.children().filter(roxmltree::Node::is_element) {
        let name = child.tag_name().name();
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        if child.children().any(|c| c.is_element()) {
            gather(child, &path, fields);
        } else {
            fields.insert(path, child.text().unwrap_or_default().trim().to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_come_by_their_path_whatever_namespace_they_have() {
        let text = r#"<?xml version='1.0' ?><data id="aula-yard-safety" version="1" xmlns:orx="http://openrosa.org/xforms">
            <yard>y-0001</yard><neglect><waste>2</waste><note/></neglect>
            <orx:meta><orx:instanceID>uuid:1234</orx:instanceID></orx:meta></data>"#;
        let fields = read_openrosa(text).unwrap();
        assert_eq!(fields["neglect/waste"], "2");
        assert_eq!(fields["meta/instanceID"], "uuid:1234");
        assert_eq!((fields["__version__"].as_str(), fields["__form__"].as_str()), ("1", "aula-yard-safety"));
        assert_eq!(fields["neglect/note"], "");
    }

    #[test]
    fn a_bomb_of_entities_is_refused() {
        let bomb = r#"<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><d>&b;</d>"#;
        assert!(read_openrosa(bomb).is_err());
        assert!(read_openrosa("no xml").is_err());
    }
}
