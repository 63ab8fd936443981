//! One spelling for what is written in Kazakh, Russian or English, in Cyrillic or Latin.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Ways to write the same sound in Latin letters, in the order in which they are taken.
const LATIN: [(&str, &str); 10] = [
    ("shch", "sh"),
    ("sch", "sh"),
    ("kh", "h"),
    ("x", "h"),
    ("gh", "g"),
    ("q", "k"),
    ("w", "v"),
    ("tz", "ts"),
    ("ph", "f"),
    ("yo", "e"),
];

/// Words for the kind of a place as they are typed or left out, in the common spelling.
const KINDS: &[&str] = &[
    // Street, avenue, lane, boulevard, road.
    "ulitsa",
    "ul",
    "koshesi",
    "kosh",
    "kose",
    "k",
    "strit",
    "stret",
    "str",
    "st",
    "prospekt",
    "pr",
    "prosp",
    "prs",
    "prt",
    "dangili",
    "dangil",
    "avenue",
    "avenu",
    "ave",
    "av",
    "pereulok",
    "per",
    "lane",
    "bulvar",
    "bul",
    "boulevard",
    "boulevar",
    "shose",
    "road",
    "rd",
    "proezd",
    "tup",
    "tupik",
    // Micro-district, district.
    "mikroraion",
    "mkr",
    "mkrn",
    "mkn",
    "mn",
    "shagin",
    "shaginaudan",
    "iksham",
    "audan",
    "audani",
    "mikrodistrikt",
    "microdistrict",
    "raion",
    "distrikt",
    "district",
    // Yard, house.
    "dvor",
    "aula",
    "aulasi",
    "iard",
    "yard",
    "dom",
    "d",
    "ui",
    "house",
    "h",
    "no",
];

/// The Latin letters that a Cyrillic one stands for.
fn cyrillic(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' | 'ә' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ғ' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' | 'й' | 'ы' => "i",
        'к' | 'қ' => "k",
        'л' => "l",
        'м' => "m",
        'н' | 'ң' => "n",
        'о' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ұ' | 'ү' => "u",
        'ф' => "f",
        'х' | 'һ' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' | 'щ' => "sh",
        'ъ' | 'ь' => "",
        'ю' => "iu",
        'я' => "ia",
        _ => return None,
    })
}

/// A word in the common spelling: Жібек жолы, Жибек Жолы, Zhibek Zholy and Jibek Joly are one.
///
/// # Examples
/// ```
/// use aula_search::fold_word;
/// assert_eq!(fold_word("Жібек"), fold_word("Jibek"));
/// assert_eq!(fold_word("Сәтбаев"), fold_word("Satbaev"));
/// ```
#[must_use]
pub fn fold_word(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    for letter in word.to_lowercase().nfc() {
        match cyrillic(letter) {
            Some(letters) => latin.push_str(letters),
            None => latin.push(letter),
        }
    }
    let mut one: String = latin.nfd().filter(|c| !is_combining_mark(*c) && !"'’ʹ`ʼ".contains(*c)).collect();
    for (from, to) in LATIN {
        if one.contains(from) {
            one = one.replace(from, to);
        }
    }
    if let Some(stem) = one.strip_suffix("ng") {
        one = format!("{stem}n");
    }
    one = unless_followed(&one, 'c', 'h', "k");
    one = one.replace(['y', 'ı'], "i").replace('j', "zh").replace("ii", "i").replace("ie", "e");
    // Doubled letters are the commonest slip, and the scripts do not agree on them.
    let mut single = String::with_capacity(one.len());
    for letter in one.chars() {
        if !(letter.is_ascii_lowercase() && single.ends_with(letter)) {
            single.push(letter);
        }
    }
    single
}

/// Every `letter` that `but` does not follow becomes `to`.
fn unless_followed(text: &str, letter: char, but: char, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(one) = letters.next() {
        if one == letter && letters.peek() != Some(&but) {
            out.push_str(to);
        } else {
            out.push(one);
        }
    }
    out
}

/// The words of a text in the common spelling; figures and letters that touch are parted: 12а is 12 and a.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    #[derive(PartialEq, Clone, Copy)]
    enum Sort {
        Letter,
        Figure,
        Other,
    }
    let sort = |c: char| match c {
        c if c.is_numeric() => Sort::Figure,
        c if c.is_alphabetic() || is_combining_mark(c) => Sort::Letter,
        '\'' | '’' | 'ʹ' | 'ʼ' => Sort::Letter,
        _ => Sort::Other,
    };
    let (mut found, mut word, mut last) = (Vec::new(), String::new(), Sort::Other);
    for letter in text.nfc().chain(std::iter::once(' ')) {
        let now = sort(letter);
        if now != last && !word.is_empty() {
            found.push(fold_word(&word));
            word.clear();
        }
        if now != Sort::Other {
            word.push(letter);
        }
        last = now;
    }
    found.retain(|word| !word.is_empty());
    found
}

/// Whether a folded word says only what kind of place is meant.
#[must_use]
pub fn is_kind_word(word: &str) -> bool {
    KINDS.contains(&word)
}

/// Whether a folded word is a number.
pub(crate) fn is_number(word: &str) -> bool {
    word.starts_with(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_languages_and_two_scripts_have_one_spelling() {
        for spellings in [
            &["Жібек", "Жибек", "Zhibek", "Jibek", "ZHIBEK"][..],
            &["жолы", "zholy", "joly", "Жолы"],
            &["Абай", "Abai", "Abay"],
            &["Сәтбаев", "Сатбаев", "Satbaev", "Satbayev"],
            &["Қабанбай", "Кабанбай", "Kabanbay", "Qabanbai"],
            &["Төле", "Толе", "Tole"],
            &["Бөгенбай", "Bogenbay"],
            &["Шевченко", "Shevchenko"],
            &["Райымбек", "Raiymbek", "Rayimbek"],
            &["Наурызбай", "Nauryzbai"],
            &["Гоголь", "Gogol"],
        ] {
            let folded: Vec<String> = spellings.iter().map(|word| fold_word(word)).collect();
            assert!(folded.iter().all(|word| *word == folded[0]), "{spellings:?}: {folded:?}");
        }
    }

    #[test]
    fn figures_and_letters_are_parted_and_kinds_are_known() {
        assert_eq!(words("ул. Абая, 12а"), ["ul", "abaia", "12", "a"]);
        assert_eq!(words("мкр-н 10/2"), ["mkr", "n", "10", "2"]);
        for kind in
            ["улица", "көшесі", "Street", "проспект", "даңғылы", "микрорайон", "ауданы", "район", "аула", "yard"]
        {
            assert!(is_kind_word(&fold_word(kind)), "{kind}: {}", fold_word(kind));
        }
        assert!(words(" ,;- ").is_empty());
    }
}
