//! What belongs to a person: columns by their names, values by their looks. Never kept, never shown.

use super::slug;

/// What a table is about; a name is a person's in one and a school's in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Incidents: every name, house and address in it is near a person.
    Incidents,
    /// Places or areas: they have names and addresses of their own.
    Things,
}

/// Words that make a column personal whatever the table is about; compared with the words of its transliterated name.
const WORDS: &[&str] = &[
    // English
    "phone",
    "phones",
    "telephone",
    "mobile",
    "tel",
    "iin",
    "inn",
    "ssn",
    "dni",
    "surname",
    "firstname",
    "lastname",
    "fullname",
    "middlename",
    "patronymic",
    "birth",
    "birthday",
    "birthdate",
    "birthplace",
    "dob",
    "passport",
    "email",
    "mail",
    "flat",
    "flats",
    "apartment",
    "apt",
    "suspect",
    "victim",
    "witness",
    "offender",
    "applicant",
    "complainant",
    "perpetrator",
    "contact",
    "plate",
    "vin",
    "person",
    "citizen",
    "caller",
    "owner",
    "nationality",
    "age",
    // Russian
    "telefon",
    "tel",
    "sotovyy",
    "mobilnyy",
    "iin",
    "fio",
    "f.i.o",
    "imya",
    "familiya",
    "otchestvo",
    "pasport",
    "pochta",
    "kv",
    "kvartira",
    "gosnomer",
    "grazhdanin",
    "vozrast",
    "ud",
    "erdr",
    // Kazakh
    "zhsn",
    "uyaly",
    "aty",
    "zhoni",
    "aty-zhoni",
    "tegi",
    "esimi",
    "tugan",
    "tolquzhat",
    "kualik",
    "pater",
    "poshta",
    "sdtbt",
    // The prosecutor's map service: case number and house.
    "fz1r18p6",
];

/// Beginnings of such words, for inflected languages.
const STEMS: &[&str] = &[
    "telefon",
    "famil",
    "otchestv",
    "rozhden",
    "pasport",
    "kvartir",
    "poterpevsh",
    "podozrev",
    "obvinyaem",
    "zayavitel",
    "svidetel",
    "udostover",
    "grazhdan",
    "zhabirlenush",
    "kudikti",
    "aryzdanush",
    "passport",
    "victim",
    "suspect",
    "applicant",
    "prozhivan",
    "registratsiya_lits",
    "aty-zhon",
];

/// Words that are personal in a table of incidents only.
const INCIDENT_WORDS: &[&str] = &[
    "address",
    "addr",
    "adres",
    "mekenzhay",
    "mekenzhayy",
    "mekenzhaiy",
    "house",
    "housenumber",
    "dom",
    "uy",
    "entrance",
    "podezd",
    "direccion",
    "home",
];

/// Words that say that a `name` is a person's even where things have names.
const PERSON_NAME_WORDS: &[&str] =
    &["first", "last", "middle", "full", "given", "family", "father", "fathers", "user", "contact", "user"];

/// Words that say that a `name` in a table of incidents is the name of something else.
const THING_WORDS: &[&str] = &[
    "street",
    "district",
    "area",
    "city",
    "place",
    "category",
    "offense",
    "offence",
    "type",
    "beat",
    "station",
    "neighborhood",
    "neighbourhood",
    "precinct",
    "file",
    "road",
    "location",
    "lsoa",
    "community",
    "region",
];

/// Whether a column of this name holds something personal.
pub(crate) fn is_personal_column(name: &str, subject: Subject) -> bool {
    let words = words_of(name);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let stem = words.iter().any(|w| STEMS.iter().any(|s| w.starts_with(s)));
    let whole = slug(name);
    let case_number = ["case_number", "case_no", "case_num", "case_id", "casenumber", "nomer_dela", "n_dela", "case"]
        .contains(&whole.as_str());
    if has(WORDS) || stem || case_number {
        return true;
    }
    let name_word = has(&["name", "names", "nombre"]);
    match subject {
        Subject::Incidents => has(INCIDENT_WORDS) || (name_word && !has(THING_WORDS)),
        Subject::Things => name_word && has(PERSON_NAME_WORDS),
    }
}

/// The words of a column's name: parted at anything but letters and digits and where a capital follows a small letter,
/// transliterated; the whole name too.
fn words_of(name: &str) -> Vec<String> {
    let mut parted = String::with_capacity(name.len() + 8);
    let mut before_small = false;
    for c in name.chars() {
        if c.is_uppercase() && before_small {
            parted.push(' ');
        }
        before_small = c.is_lowercase();
        parted.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    let mut words: Vec<String> = parted.split_whitespace().map(slug).collect();
    words.push(slug(name));
    words
}

/// Whether a value looks like an IIN (twelve digits) or a phone number, in whatever column it stands.
pub(crate) fn is_personal_value(value: &str) -> bool {
    if value.len() < 5 || is_plain_decimal(value) {
        return false;
    }
    has_iin(value) || has_phone(value) || has_email(value)
}

/// `76.945347123`: digits, one mark, digits, as coordinates have it.
fn is_plain_decimal(value: &str) -> bool {
    let unsigned = value.trim().trim_start_matches('-');
    unsigned.split_once(['.', ',']).is_some_and(|(whole, decimals)| {
        (1..=3).contains(&whole.len()) && [whole, decimals].iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn has_iin(value: &str) -> bool {
    value.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 12)
}

/// `+7 701 123-45-67`, `8 (727) 123 45 67`, `87011234567`.
fn has_phone(value: &str) -> bool {
    value.split(|c: char| !(c.is_ascii_digit() || " +-().\u{a0}".contains(c))).any(|run| {
        let digits: Vec<u8> = run.bytes().filter(u8::is_ascii_digit).collect();
        let international = run.contains('+') && (10..=15).contains(&digits.len());
        international || (digits.len() == 11 && matches!(digits[0], b'7' | b'8') && !is_plain_decimal(run))
    })
}

fn has_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.starts_with('.'))
}

/// Whether a text is a valid IIN: twelve digits, a date of birth, a century digit and the right check digit.
pub(crate) fn is_iin(value: &str) -> bool {
    let digits: Vec<u32> = value.chars().filter_map(|c| c.to_digit(10)).collect();
    if value.len() != 12 || digits.len() != 12 {
        return false;
    }
    let (month, day) = (digits[2] * 10 + digits[3], digits[4] * 10 + digits[5]);
    let dated = (1..=12).contains(&month) && (1..=31).contains(&day) && digits[6] <= 6;
    let sum = |first: usize| (0..11).map(|i| digits[i] * ((i + first) % 11 + 1) as u32).sum::<u32>() % 11;
    let check = if sum(0) == 10 { sum(2) } else { sum(0) };
    dated && check == digits[11]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_columns_are_known_in_three_languages() {
        for name in [
            "phone",
            "Phone Number",
            "victimName",
            "ФИО",
            "Аты-жөні",
            "Тегі",
            "ИИН",
            "ЖСН",
            "iin",
            "birth_date",
            "Дата рождения",
            "Туған күні",
            "passport_no",
            "Номер паспорта",
            "email",
            "e-mail",
            "кв",
            "кв.",
            "Квартира",
            "Пәтер",
            "flat",
            "ud",
            "UD",
            "fz1r18p6",
            "Адрес потерпевшего",
            "contact_name",
            "LastName",
            "Телефон заявителя",
            "case_number",
            "Case Number",
            "Ұялы телефон",
            "Адрес проживания",
            "addr:flats",
        ] {
            assert!(is_personal_column(name, Subject::Incidents), "{name}");
            if name != "Адрес потерпевшего" {
                assert!(is_personal_column(name, Subject::Things), "{name}");
            }
        }
        for name in ["name", "Адрес", "address", "house", "Дом"] {
            assert!(is_personal_column(name, Subject::Incidents), "{name}");
            assert!(!is_personal_column(name, Subject::Things), "{name}");
        }
        for name in
            ["lon", "date", "category", "id", "district", "Street name", "location", "nameRu", "month", "Күні", "stage"]
        {
            let subject = if name == "nameRu" { Subject::Things } else { Subject::Incidents };
            assert!(!is_personal_column(name, subject), "{name}");
        }
    }

    #[test]
    fn personal_values_are_known_by_their_looks() {
        for value in
            ["880101300123", "тел. 8 (701) 123-45-67", "+7 701 123 45 67", "87011234567", "ИИН:880101300123.", "a@b.kz"]
        {
            assert!(is_personal_value(value), "{value}");
        }
        for value in [
            "76.945347123",
            "-75,56985400000",
            "219027252",
            "2019-01-01 01:30:00+00:00",
            "1581193800000",
            "471570042003027",
            "@ 5.5",
        ] {
            assert!(!is_personal_value(value), "{value}");
        }
    }

    #[test]
    fn an_iin_is_known_by_its_check_digit() {
        let valid = (0..10).filter(|d| is_iin(&format!("88010130012{d}"))).count();
        assert_eq!(valid, 1);
        assert!((0..10).all(|d| !is_iin(&format!("88130130012{d}"))), "month 13");
    }
}
