//! What happened: category codes and the table that a city may extend.

use crate::{ModelError, Names};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::source::code! {
    /// The code of an incident category (`burglary`, `theft_from_vehicle`).
    CategoryCode, "category", 40
}

/// A category as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its code, stable for ever.
    pub code: CategoryCode,
    /// Its name in the three languages.
    pub names: Names,
    /// Whether it may never be in a public layer.
    pub sensitive: bool,
}

/// The categories a city knows: those of the contract and its own.
///
/// # Examples
/// ```
/// use aula_model::{CategoryCode, CategoryTable};
/// let table = CategoryTable::default();
/// assert!(table.get(&CategoryCode::new("robbery")?).is_some_and(|c| !c.sensitive));
/// assert!(table.get(&CategoryCode::new("domestic")?).is_some_and(|c| c.sensitive));
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CategoryTable(BTreeMap<CategoryCode, Category>);

/// code, kk, ru, en, sensitive
const CONTRACT: &[(&str, &str, &str, &str, bool)] = &[
    ("burglary", "Пәтер ұрлығы", "Квартирная кража", "Burglary", false),
    ("theft", "Ұрлық", "Кража", "Theft", false),
    ("theft_from_vehicle", "Көліктен ұрлау", "Кража из автомобиля", "Theft from vehicle", false),
    ("vehicle_theft", "Көлік ұрлау", "Угон", "Vehicle theft", false),
    ("robbery", "Тонау", "Грабёж и разбой", "Robbery", false),
    ("assault", "Денсаулыққа зиян келтіру", "Причинение вреда здоровью", "Assault", false),
    ("hooliganism", "Бұзақылық", "Хулиганство", "Hooliganism", false),
    ("vandalism", "Бүлдіру", "Вандализм", "Vandalism", false),
    ("drugs", "Есірткі", "Наркотики", "Drugs", false),
    ("fraud", "Алаяқтық", "Мошенничество", "Fraud", false),
    ("other", "Басқа", "Прочее", "Other", false),
    ("domestic", "Тұрмыстық зорлық", "Бытовое насилие", "Domestic violence", true),
    ("sexual", "Жыныстық қылмыстар", "Половые преступления", "Sexual offences", true),
    ("against_children", "Балаларға қарсы", "Против детей", "Against children", true),
    ("homicide", "Кісі өлтіру", "Убийство", "Homicide", true),
];

impl Default for CategoryTable {
    fn default() -> Self {
        let rows = CONTRACT.iter().filter_map(|&(code, kk, ru, en, sensitive)| {
            let code = CategoryCode::new(code).ok()?;
            let names = Names::new(Some(kk), Some(ru), Some(en)).ok()?;
            Some((code.clone(), Category { code, names, sensitive }))
        });
        Self(rows.collect())
    }
}

impl CategoryTable {
    /// The category of a code.
    #[must_use]
    pub fn get(&self, code: &CategoryCode) -> Option<&Category> {
        self.0.get(code)
    }

    /// Every category, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Category> {
        self.0.values()
    }

    /// Adds a city's own category or renames one; a category of the contract that is sensitive stays so.
    ///
    /// # Errors
    /// [`ModelError::Unknown`] never; [`ModelError::Range`] when a sensitive category of the contract would become
    /// public.
    pub fn insert(&mut self, category: Category) -> Result<(), ModelError> {
        let protected = CONTRACT.iter().any(|row| row.4 && row.0 == category.code.as_str());
        if protected && !category.sensitive {
            return Err(ModelError::Range {
                what: "category",
                value: category.code.to_string(),
                reason: "this category is sensitive by contract and cannot be made public",
            });
        }
        self.0.insert(category.code.clone(), category);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_categories_of_the_contract_are_there() {
        assert_eq!(CategoryTable::default().iter().count(), CONTRACT.len());
    }

    #[test]
    fn a_sensitive_category_stays_sensitive() {
        let mut table = CategoryTable::default();
        let mut homicide = table.get(&CategoryCode::new("homicide").unwrap()).unwrap().clone();
        homicide.sensitive = false;
        assert!(table.insert(homicide).is_err());
    }

    #[test]
    fn codes_with_blanks_or_capitals_are_refused() {
        for bad in ["", "Theft", "a b", "кража"] {
            assert!(CategoryCode::new(bad).is_err(), "{bad}");
        }
    }
}
