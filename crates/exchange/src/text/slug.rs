//! Codes out of names in any of the city's scripts.

use aula_model::SourceName;
use std::path::Path;

/// A code out of a name: `a-z 0-9 _ - .`, Cyrillic, Kazakh, Turkish and accented Latin letters transliterated, anything
/// else between them one `_`. Empty where nothing of the name can be kept.
///
/// # Examples
/// ```
/// use aula_exchange::slug;
/// assert_eq!(slug("Медеуский район"), "medeuskiy_rayon");
/// assert_eq!(slug("Әуезов ауданы"), "auezov_audany");
/// assert_eq!(slug("Türksib District"), "turksib_district");
/// assert_eq!(slug("E06000008"), "e06000008");
/// assert_eq!(slug(" !? "), "");
/// ```
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' | '-' | '.' => out.push(c),
            _ => match latin(c) {
                Some(letters) => out.push_str(letters),
                None if out.ends_with('_') => {}
                None => out.push('_'),
            },
        }
    }
    out.trim_matches(['_', '.', '-']).to_owned()
}

/// The name of a source out of the name of its file, without folder and extensions.
///
/// # Examples
/// ```
/// use aula_exchange::source_name_of_file;
/// let name = source_name_of_file("data/Burglary 2017.csv.gz".as_ref());
/// assert_eq!(name.as_str(), "burglary_2017");
/// ```
#[must_use]
pub fn source_name_of_file(path: &Path) -> SourceName {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let known = [".gz", ".csv", ".tsv", ".tab", ".txt", ".geojson", ".json"];
    let mut stem: &str = &name;
    while let Some(shorter) = known.iter().find_map(|e| {
        let cut = stem.len().checked_sub(e.len())?;
        stem.get(cut..).filter(|end| end.eq_ignore_ascii_case(e)).and_then(|_| stem.get(..cut))
    }) {
        stem = shorter;
    }
    let code: String = slug(stem).chars().take(80).collect();
    let named = SourceName::new(&code).or_else(|_| SourceName::new("import"));
    named.unwrap_or_else(|_| unreachable!("`import` is a code"))
}

/// The Latin letters for a letter that is not plain ASCII; signs without a sound vanish.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'ә' | 'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ғ' | 'ğ' => "g",
        'д' | 'ď' | 'đ' => "d",
        'е' | 'э' | 'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
        'ё' => "yo",
        'ж' => "zh",
        'з' | 'ź' | 'ż' | 'ž' => "z",
        'и' | 'і' | 'ı' | 'ì'..='ï' | 'ī' => "i",
        'й' | 'ы' | 'ý' | 'ÿ' => "y",
        'к' => "k",
        'қ' => "q",
        'л' | 'ł' => "l",
        'м' => "m",
        'н' | 'ң' | 'ñ' | 'ń' | 'ň' => "n",
        'о' | 'ө' | 'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'п' => "p",
        'р' | 'ř' => "r",
        'с' | 'ş' | 'ś' | 'š' => "s",
        'т' | 'ť' | 'ţ' => "t",
        'у' | 'ұ' | 'ү' | 'ў' | 'ù'..='ü' | 'ū' | 'ű' => "u",
        'ф' => "f",
        'х' => "kh",
        'һ' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        'ç' | 'ć' | 'č' => "c",
        'ß' => "ss",
        'æ' => "ae",
        'ъ' | 'ь' | '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn kazakh_turkish_and_soft_signs_become_latin_letters() {
        assert_eq!(slug("Қалқаман-2 шағын ауданы"), "qalqaman-2_shaghyn_audany".replace("gh", "g"));
        assert_eq!(slug("İstanbul Beşiktaş"), "istanbul_besiktas");
        assert_eq!(slug("Тельмана, подъезд"), "telmana_podezd");
    }

    #[test]
    fn files_without_a_usable_name_still_have_a_source() {
        assert_eq!(source_name_of_file("…".as_ref()).as_str(), "import");
        assert_eq!(source_name_of_file(".csv".as_ref()).as_str(), "import");
        assert_eq!(source_name_of_file("/x/Кражи 2024.GEOJSON".as_ref()).as_str(), "krazhi_2024");
    }

    proptest! {
        #[test]
        fn a_slug_is_a_code_or_empty(name in ".{0,40}") {
            let code = slug(&name);
            prop_assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.".contains(&b)));
            prop_assert_eq!(slug(&code), code.clone(), "a slug of a slug changes nothing");
            prop_assert!(!source_name_of_file(name.as_ref()).as_str().is_empty());
        }
    }
}
