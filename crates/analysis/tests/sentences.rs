//! The sentences for twenty situations, word for word in three languages.
//!
//! A change of wording changes the text at the end of this file: read it there as its readers will.

use aula_analysis::sentence::*;
use aula_analysis::{ClassCounts, Correction};
use aula_statistics::{EmergingClass, HotspotClass, Kernel, Quadrant};
use h3o::Resolution;
use jiff::civil::{Date, date};

fn sure(value: f64) -> Sureness {
    Sureness { value, correction: Correction::BenjaminiHochberg, compared: 39_039 }
}

fn cell(count: u64, ring: f64, class: HotspotClass, sureness: Sureness) -> HotspotCellFacts {
    let ring = Some(RingFacts { count: ring, expected: 1.7931, cells: 7, around: Around::DirectWithSelf });
    HotspotCellFacts { counted: Counted::Incidents, count, ring, total: 10_000, class: Some(class), sureness }
}

fn year(year: i16) -> Days {
    let new_year = |year| -> Date { date(year, 1, 1) };
    Days { from: new_year(year), to: new_year(year + 1) }
}

fn moved(before: u64, after: u64, expected: f64, q: f64) -> ChangeFacts {
    ChangeFacts {
        counted: Counted::Incidents,
        place: Compared::Cells,
        before_days: year(2024),
        before,
        after_days: year(2025),
        after,
        expected,
        basis: ChangeBasis::WholeArea,
        sureness: sure(q),
    }
}

fn map(classes: &ClassCounts) -> Sentence {
    hotspot_map(&HotspotMapFacts {
        counted: Counted::Incidents,
        total: 10_021,
        n: 39_039,
        classes,
        around: Around::DirectWithSelf,
        correction: Correction::BenjaminiHochberg,
        left_out: 111,
        outside: 22,
    })
}

fn history(class: EmergingClass, hot: u32, tau: f64, trend_p: f64) -> Sentence {
    emerging(&EmergingFacts {
        counted: Counted::Incidents,
        class,
        steps: 12,
        hot,
        cold: 0,
        silent: 1,
        last: 25.0,
        expected: 8.5,
        tau,
        trend_p,
        n: 39_039,
        level: 0.05,
    })
}

/// The twenty situations.
fn situations() -> Vec<(&'static str, Sentence)> {
    use HotspotClass::{Cold95, Hot90, Hot99, NotSignificant, TooFew};
    let uncorrected = Sureness { correction: Correction::None, ..sure(0.08) };
    let found = ClassCounts::from([("hot_99", 21), ("hot_95", 4), ("cold_90", 2), ("not_significant", 39_012)]);
    let moran = MoranCellFacts {
        counted: Counted::Incidents,
        count: 22,
        neighbours: 0.5,
        mean: 0.2561,
        quadrant: Quadrant::HL,
        i: -1.25,
        permutations: 999,
        sureness: sure(0.032),
    };
    let rate = RateFacts {
        counted: Counted::Incidents,
        name: "Самал-2",
        count: 25,
        exposure_kind: Exposure::Residents,
        exposure: 5_021.0,
        rate: 4.979,
        mean: 2.5,
        expected: 12.55,
        eb_rate: 4.1,
        interval: (2.9, 6.2),
        n: 111,
    };
    let near = NearRepeatFacts {
        counted: Counted::Incidents,
        n: 1_111,
        distance_m: Some((1.0, 100.0)),
        days: (0, 7),
        observed: 42,
        expected: 21.3,
        p: 0.001,
        permutations: 999,
        bands: 12,
    };
    let month = SeasonalFacts {
        counted: Counted::Incidents,
        days: Days { from: date(2025, 11, 1), to: date(2025, 12, 1) },
        observed: 111,
        expected: 82.4,
        interval: (64.0, 101.0),
        n: 36,
        registered: None,
    };
    vec![
        ("1 a hot cell, very strong", hotspot_cell(&cell(5, 25.0, Hot99, sure(0.0002)))),
        ("2 a hot cell, some evidence, one incident", hotspot_cell(&cell(1, 11.0, Hot90, sure(0.0721)))),
        ("3 a cold cell", hotspot_cell(&cell(0, 0.0, Cold95, sure(0.041)))),
        ("4 neither hot nor cold", hotspot_cell(&cell(2, 2.0, NotSignificant, sure(0.63)))),
        ("5 a hot cell without correction", hotspot_cell(&cell(2, 5.0, Hot90, uncorrected))),
        (
            "6 a cell among too few",
            hotspot_cell(&HotspotCellFacts {
                total: 21,
                ..cell(11, 11.0, TooFew, Sureness { compared: 111, ..sure(1.0) })
            }),
        ),
        (
            "7 a cell outside the study set, of places",
            hotspot_cell(&HotspotCellFacts {
                counted: Counted::Places,
                class: None,
                ring: None,
                ..cell(21, 0.0, NotSignificant, sure(f64::NAN))
            }),
        ),
        ("8 a map with hot and cold cells", map(&found)),
        ("9 a map without any", map(&ClassCounts::from([("not_significant", 39_039)]))),
        ("10 a rise", change(&moved(11, 35, 13.2, 0.003))),
        ("11 no clear change", change(&moved(21, 25, 22.0, 0.71))),
        (
            "12 a density",
            density(&DensityFacts {
                counted: Counted::Incidents,
                density: 123.4,
                per: DensityPer::Km2,
                kernel: Kernel::Quartic,
                bandwidth_m: 450.0,
                total: 10_021,
                mean: 17.55,
            }),
        ),
        ("13 intensifying", history(EmergingClass::IntensifyingHot, 11, 0.7, 0.0004)),
        ("14 no pattern in time", history(EmergingClass::None, 0, 0.1, 0.4)),
        ("15 an odd one out", moran_cell(&moran)),
        (
            "16 concentration",
            concentration(&ConcentrationFacts {
                counted: Counted::Incidents,
                level: Compared::Cells,
                n: 39_039,
                total: 10_022,
                top_units: 0.05,
                top_share: 0.421,
                half_units: 0.068,
                gini: 0.447,
            }),
        ),
        ("17 near repeats", near_repeat(&near)),
        ("18 a rate above the others", rates(&rate)),
        (
            "19 hot on most grids",
            robustness(&RobustnessFacts {
                counted: Counted::Incidents,
                hot: 5,
                judged: 7,
                resolutions: &[Resolution::Nine, Resolution::Ten, Resolution::Eleven],
                shifted: 4,
            }),
        ),
        ("20 a month above its season", seasonal(&month)),
    ]
}

/// Spaces at which no line breaks are written as plain ones in the file.
fn written(situations: &[(&str, Sentence)]) -> String {
    let one = |(title, s): &(&str, Sentence)| format!("# {title}\nkk: {}\nru: {}\nen: {}\n\n", s.kk, s.ru, s.en);
    situations.iter().map(one).collect::<String>().replace('\u{a0}', " ")
}

#[test]
fn twenty_situations_are_said_word_for_word() {
    let said = written(&situations());
    assert_eq!(situations().len(), 20);
    for (said, expected) in said.split("\n\n").zip(EXPECTED.split("\n\n")) {
        assert_eq!(said, expected);
    }
    assert_eq!(said, EXPECTED);
}

/// Every reason for saying nothing.
const REASONS: [Nothing; 16] = [
    Nothing::TooFew { cells: 21, count: 11 },
    Nothing::NoVariation,
    Nothing::OutsideStudy,
    Nothing::Undefined,
    Nothing::NoNeighbours,
    Nothing::NoRecords,
    Nothing::NoExposure,
    Nothing::ExposureFault { count: 22 },
    Nothing::TooFewSteps { found: 2, needed: 5 },
    Nothing::TooFewPeriods { found: 11, needed: 24 },
    Nothing::OnePoint,
    Nothing::NoExpectedPairs { observed: 21 },
    Nothing::NoGrid,
    Nothing::TooFewForModel { found: 21, needed: 50 },
    Nothing::NothingKept,
    Nothing::NoImprovement,
];

#[test]
fn nothing_is_left_unfilled_and_no_word_is_missing() {
    let mut said: Vec<Sentence> = situations().into_iter().map(|(_, s)| s).collect();
    for counted in [Counted::Incidents, Counted::Places] {
        said.extend(REASONS.iter().map(|reason| nothing(reason, counted)));
    }
    said.extend(EmergingClass::ALL.map(|class| history(class, 3, -0.7, 0.01)));
    let map = MoranMapFacts {
        counted: Counted::Places,
        level: Compared::Cells,
        total: 21,
        n: 31,
        i: 0.3,
        expected: -0.0333,
        p: 0.002,
    };
    said.extend([(0.3, 0.002), (-0.3, 0.002), (0.0, 0.5)].map(|(i, p)| moran_map(&MoranMapFacts { i, p, ..map })));
    said.push(change(&ChangeFacts { basis: ChangeBasis::SameRate, place: Compared::Areas, ..moved(9, 0, 9.0, 0.02) }));
    said.push(change(&moved(0, 0, 0.0, 1.0)));
    for s in &said {
        for text in [&s.kk, &s.ru, &s.en] {
            assert!(!text.is_empty() && !text.contains(['{', '}', '|']), "{text}");
            assert!(!text.contains("NaN") && !text.contains("inf") && !text.contains("  "), "{text}");
            assert!(text.ends_with('.'), "{text}");
        }
    }
}

#[test]
fn places_are_set_against_danger_in_no_language() {
    let said = written(&situations()).to_lowercase();
    for word in ["danger", "risky", "опасн", "қауіп", "criminal", "преступн", "қылмыс"] {
        assert!(!said.contains(word), "{word}");
    }
}

#[test]
fn what_cannot_be_compared_says_so() {
    let near = |observed, expected| {
        near_repeat(&NearRepeatFacts {
            counted: Counted::Incidents,
            n: 5,
            distance_m: None,
            days: (0, 1),
            observed,
            expected,
            p: 0.5,
            permutations: 999,
            bands: 1,
        })
    };
    assert!(near(1, 0.0).ru.ends_with("сравнить 1 пару не с чем."));
    assert!(near(1, 0.0).en.contains("within 0 to 1 day of each other: 1 pair;"), "{}", near(1, 0.0).en);
    let grids = RobustnessFacts { counted: Counted::Incidents, hot: 0, judged: 0, resolutions: &[], shifted: 0 };
    assert!(robustness(&grids).en.starts_with("No verdict"));
    let undefined = hotspot_cell(&cell(3, 3.0, HotspotClass::NotSignificant, sure(f64::NAN)));
    assert_eq!(undefined.en, "In this cell: 3 incidents. No verdict: the comparison is undefined for this cell.");
}

/// What is said, in Kazakh, Russian and English.
const EXPECTED: &str = "\
# 1 a hot cell, very strong
kk: Бұл ұяшықта: 5 оқиға. Тікелей көршілерімен бірге (барлығы 7 ұяшық): 25 оқиға. Барлық 10 000 оқиға салыстырылатын 39 039 ұяшыққа біркелкі таралса, онда шамамен 1,8 күтілер еді. Бұл күтілгеннен 14 есе көп. Кездейсоқтықпен түсіндіруге болмайтындай көп: дәлелі өте күшті. Осыдан кем емес күшті белгіленген ұяшықтардың ішінде қате белгіленгені 100-ден ең көбі 1 деп күтіледі (q 0,001-ден аз, 39 039 ұяшықты салыстыруға түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг). Бұл орынға назар аудару керек. Бұл қай жерде екенін айтады, неге екенін емес: шешім қабылдамас бұрын орнын көріңіз.
ru: В этой ячейке: 5 происшествий. Вместе с прямыми соседями (всего 7 ячеек): 25 происшествий. Если бы 10 000 происшествий распределить равномерно по 39 039 сравниваемым ячейкам, там ожидалось бы около 1,8. Это в 14 раз больше ожидаемого. Больше, чем объясняет случайность: очень сильное свидетельство. Среди ячеек, отмеченных не слабее этой, ошибочно отмеченных ожидается не более 1 из 100 (q менее 0,001, с поправкой на сравнение 39 039 ячеек: доля ложных открытий, Бенджамини–Хохберг). Место требует внимания. Это говорит где, но не почему: осмотрите место, прежде чем решать, что делать.
en: In this cell: 5 incidents. With its direct neighbours (7 cells together): 25 incidents. If all 10,000 incidents were spread evenly over the 39,039 cells compared, about 1.8 would be expected there. That is 14 times as many. More than chance explains: very strong evidence. Of the cells marked at least this strongly, at most about 1 in 100 are expected to be marked by mistake (q less than 0.001, corrected for comparing 39,039 cells: false discovery rate, Benjamini–Hochberg). The place deserves attention. This says where, not why: look at it before deciding what to do.

# 2 a hot cell, some evidence, one incident
kk: Бұл ұяшықта: 1 оқиға. Тікелей көршілерімен бірге (барлығы 7 ұяшық): 11 оқиға. Барлық 10 000 оқиға салыстырылатын 39 039 ұяшыққа біркелкі таралса, онда шамамен 1,8 күтілер еді. Бұл күтілгеннен 6,1 есе көп. Кездейсоқтықпен түсіндіруге болмайтындай көп: дәлелі әлсіз. Осыдан кем емес күшті белгіленген ұяшықтардың ішінде қате белгіленгені 100-ден ең көбі 10 деп күтіледі (q 0,0721, 39 039 ұяшықты салыстыруға түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг). Бұл орынға назар аудару керек. Бұл қай жерде екенін айтады, неге екенін емес: шешім қабылдамас бұрын орнын көріңіз.
ru: В этой ячейке: 1 происшествие. Вместе с прямыми соседями (всего 7 ячеек): 11 происшествий. Если бы 10 000 происшествий распределить равномерно по 39 039 сравниваемым ячейкам, там ожидалось бы около 1,8. Это в 6,1 раза больше ожидаемого. Больше, чем объясняет случайность: слабое свидетельство. Среди ячеек, отмеченных не слабее этой, ошибочно отмеченных ожидается не более 10 из 100 (q 0,0721, с поправкой на сравнение 39 039 ячеек: доля ложных открытий, Бенджамини–Хохберг). Место требует внимания. Это говорит где, но не почему: осмотрите место, прежде чем решать, что делать.
en: In this cell: 1 incident. With its direct neighbours (7 cells together): 11 incidents. If all 10,000 incidents were spread evenly over the 39,039 cells compared, about 1.8 would be expected there. That is 6.1 times as many. More than chance explains: some evidence. Of the cells marked at least this strongly, at most about 10 in 100 are expected to be marked by mistake (q 0.0721, corrected for comparing 39,039 cells: false discovery rate, Benjamini–Hochberg). The place deserves attention. This says where, not why: look at it before deciding what to do.

# 3 a cold cell
kk: Бұл ұяшықта: 0 оқиға. Тікелей көршілерімен бірге (барлығы 7 ұяшық): 0 оқиға. Барлық 10 000 оқиға салыстырылатын 39 039 ұяшыққа біркелкі таралса, онда шамамен 1,8 күтілер еді. Кездейсоқтықпен түсіндіруге болмайтындай аз: дәлелі күшті. Осыдан кем емес күшті белгіленген ұяшықтардың ішінде қате белгіленгені 100-ден ең көбі 5 деп күтіледі (q 0,041, 39 039 ұяшықты салыстыруға түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг). Жазбаның аздығы болған жайт туралы аз хабарланатынын да білдіруі мүмкін.
ru: В этой ячейке: 0 происшествий. Вместе с прямыми соседями (всего 7 ячеек): 0 происшествий. Если бы 10 000 происшествий распределить равномерно по 39 039 сравниваемым ячейкам, там ожидалось бы около 1,8. Меньше, чем объясняет случайность: сильное свидетельство. Среди ячеек, отмеченных не слабее этой, ошибочно отмеченных ожидается не более 5 из 100 (q 0,041, с поправкой на сравнение 39 039 ячеек: доля ложных открытий, Бенджамини–Хохберг). Мало записей может означать и то, что о случившемся редко сообщают.
en: In this cell: 0 incidents. With its direct neighbours (7 cells together): 0 incidents. If all 10,000 incidents were spread evenly over the 39,039 cells compared, about 1.8 would be expected there. Fewer than chance explains: strong evidence. Of the cells marked at least this strongly, at most about 5 in 100 are expected to be marked by mistake (q 0.041, corrected for comparing 39,039 cells: false discovery rate, Benjamini–Hochberg). Few records can also mean that few are reported.

# 4 neither hot nor cold
kk: Бұл ұяшықта: 2 оқиға. Тікелей көршілерімен бірге (барлығы 7 ұяшық): 2 оқиға. Барлық 10 000 оқиға салыстырылатын 39 039 ұяшыққа біркелкі таралса, онда шамамен 1,8 күтілер еді. Ыстық та, суық та емес. 39 039 ұяшықты салыстырғанда мұндай айырмашылық кездейсоқ жиі болады (q 0,63, түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг). Бұл мұнда ештеңе болмайды деген сөз емес.
ru: В этой ячейке: 2 происшествия. Вместе с прямыми соседями (всего 7 ячеек): 2 происшествия. Если бы 10 000 происшествий распределить равномерно по 39 039 сравниваемым ячейкам, там ожидалось бы около 1,8. Ни горячая, ни холодная. При сравнении 39 039 ячеек такие отличия часто случайны (q 0,63, с поправкой: доля ложных открытий, Бенджамини–Хохберг). Это не значит, что здесь ничего не происходит.
en: In this cell: 2 incidents. With its direct neighbours (7 cells together): 2 incidents. If all 10,000 incidents were spread evenly over the 39,039 cells compared, about 1.8 would be expected there. Neither hot nor cold. When 39,039 cells are compared, differences like this are common by chance (q 0.63, corrected: false discovery rate, Benjamini–Hochberg). It does not mean that nothing happens here.

# 5 a hot cell without correction
kk: Бұл ұяшықта: 2 оқиға. Тікелей көршілерімен бірге (барлығы 7 ұяшық): 5 оқиға. Барлық 10 000 оқиға салыстырылатын 39 039 ұяшыққа біркелкі таралса, онда шамамен 1,8 күтілер еді. Бұл күтілгеннен 2,8 есе көп. Кездейсоқтықпен түсіндіруге болмайтындай көп: дәлелі әлсіз. Барлық 39 039 ұяшықтың 100-ден ең көбі 10 кездейсоқ осылай көрінер еді (p 0,08, мұншаны салыстыруға ТҮЗЕТІЛМЕГЕН). Бұл орынға назар аудару керек. Бұл қай жерде екенін айтады, неге екенін емес: шешім қабылдамас бұрын орнын көріңіз.
ru: В этой ячейке: 2 происшествия. Вместе с прямыми соседями (всего 7 ячеек): 5 происшествий. Если бы 10 000 происшествий распределить равномерно по 39 039 сравниваемым ячейкам, там ожидалось бы около 1,8. Это в 2,8 раза больше ожидаемого. Больше, чем объясняет случайность: слабое свидетельство. Просто случайно так выглядели бы до 10 из 100 (из всех 39 039 ячеек; p 0,08, БЕЗ поправки на их число). Место требует внимания. Это говорит где, но не почему: осмотрите место, прежде чем решать, что делать.
en: In this cell: 2 incidents. With its direct neighbours (7 cells together): 5 incidents. If all 10,000 incidents were spread evenly over the 39,039 cells compared, about 1.8 would be expected there. That is 2.8 times as many. More than chance explains: some evidence. By chance alone up to 10 in 100 of all 39,039 cells would look like this (p 0.08, NOT corrected for comparing so many). The place deserves attention. This says where, not why: look at it before deciding what to do.

# 6 a cell among too few
kk: Бұл ұяшықта: 11 оқиға. Қорытынды жоқ: ыстық нүктені кездейсоқтықтан ажырату үшін кемінде 30 ұяшық және 60 оқиға керек; мұнда 111 ұяшық және 21 оқиға. Ұзағырақ кезеңді, көбірек санатты немесе ірірек ұяшықты таңдаңыз.
ru: В этой ячейке: 11 происшествий. Вывода нет: чтобы отличить горячую точку от случайности, нужно не менее 30 ячеек и 60 происшествий; здесь 111 ячеек и 21 происшествие. Выберите более длинный период, больше категорий или ячейки крупнее.
en: In this cell: 11 incidents. No verdict: at least 30 cells and 60 incidents are needed to tell a hot spot from chance; here there are 111 cells and 21 incidents. Choose a longer period, more categories or larger cells.

# 7 a cell outside the study set, of places
kk: Бұл ұяшықта: 21 нысан. Қорытынды жоқ: бұл ұяшық салыстырылмайды (талдау аумағынан тыс немесе адам тұрмайды).
ru: В этой ячейке: 21 объект. Вывода нет: эта ячейка не сравнивается (вне района анализа или необитаема).
en: In this cell: 21 places. No verdict: this cell is not among those compared (outside the study area or uninhabited).

# 8 a map with hot and cold cells
kk: Есептелді: 39 039 ұяшықта 10 021 оқиға, біркелкі таралса, бір ұяшыққа шамамен 0,26. Тікелей көршілерімен бірге алғанда кездейсоқтықпен түсіндіруге болмайтындай көп: 25 ұяшық, оның ішінде дәлелі өте күштісі – 21. Кездейсоқтықпен түсіндіруге болмайтындай аз: 2 ұяшық. Белгіленген ұяшықтардың ішінде қате белгіленгені 100-ден ең көбі 10 деп күтіледі (q мәні 0,1 шегінен аз, 39 039 ұяшықты салыстыруға түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг). Дәлдігі жеткіліксіз, есепке алынбаған: 111 оқиға. Таңдалған, бірақ бұл ұяшықтардан тыс: 22 оқиға.
ru: Учтено: 10 021 происшествие в 39 039 ячейках, при равномерном распределении около 0,26 на ячейку. Больше, чем объясняет случайность, каждая вместе с прямыми соседями: 25 ячеек, из них с очень сильным свидетельством – 21. Меньше, чем объясняет случайность: 2 ячейки. Среди отмеченных ячеек ошибочно отмеченных ожидается не более 10 из 100 (q менее 0,1, с поправкой на сравнение 39 039 ячеек: доля ложных открытий, Бенджамини–Хохберг). Не учтено из-за неточности: 111 происшествий. Выбрано, но вне этих ячеек: 22 происшествия.
en: Counted: 10,021 incidents in 39,039 cells, about 0.26 per cell if they were spread evenly. More than chance explains, each taken with its direct neighbours: 25 cells, 21 of them with very strong evidence. Fewer than chance explains: 2 cells. Of the cells marked, at most about 10 in 100 are expected to be marked by mistake (q under 0.1, corrected for comparing 39,039 cells: false discovery rate, Benjamini–Hochberg). Left out as too imprecise: 111 incidents. Selected, but outside these cells: 22 incidents.

# 9 a map without any
kk: Есептелді: 39 039 ұяшықта 10 021 оқиға, біркелкі таралса, бір ұяшыққа шамамен 0,26. Ешбір ұяшық ерекшеленбейді: 39 039 ұяшықты салыстырғанда мұндай айырмашылық кездейсоқ жиі болады. Дәлдігі жеткіліксіз, есепке алынбаған: 111 оқиға. Таңдалған, бірақ бұл ұяшықтардан тыс: 22 оқиға.
ru: Учтено: 10 021 происшествие в 39 039 ячейках, при равномерном распределении около 0,26 на ячейку. Ни одна ячейка не выделяется: при сравнении 39 039 ячеек такие отличия часто случайны. Не учтено из-за неточности: 111 происшествий. Выбрано, но вне этих ячеек: 22 происшествия.
en: Counted: 10,021 incidents in 39,039 cells, about 0.26 per cell if they were spread evenly. No cell stands out: when 39,039 cells are compared, differences like these are common by chance. Left out as too imprecise: 111 incidents. Selected, but outside these cells: 22 incidents.

# 10 a rise
kk: Бұл ұяшықта: 01.01.2024 – 31.12.2024 аралығында 11 оқиға, 01.01.2025 – 31.12.2025 аралығында 35 оқиға. Өзгеріс бүкіл аумақтағыдай болса, кейінгі кезеңде шамамен 13 күтілер еді. Кездейсоқтықпен түсіндіруге болмайтын өсім: дәлелі өте күшті. Осыдан кем емес күшті белгіленген ұяшықтардың ішінде қате белгіленгені 100-ден ең көбі 1 деп күтіледі (q 0,003, 39 039 ұяшықты салыстыруға түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг). Өзгеріс оның себебін айтпайды.
ru: В этой ячейке: с 01.01.2024 по 31.12.2024 – 11 происшествий, с 01.01.2025 по 31.12.2025 – 35 происшествий. При таком же изменении, как на всей территории, в более позднем периоде ожидалось бы около 13. Рост больше, чем объясняет случайность: очень сильное свидетельство. Среди ячеек, отмеченных не слабее этой, ошибочно отмеченных ожидается не более 1 из 100 (q 0,003, с поправкой на сравнение 39 039 ячеек: доля ложных открытий, Бенджамини–Хохберг). Изменение не говорит, чем оно вызвано.
en: In this cell: 11 incidents from 2024-01-01 to 2024-12-31, 35 incidents from 2025-01-01 to 2025-12-31. With the same change as in the whole area about 13 would be expected in the later period. A rise greater than chance explains: very strong evidence. Of the cells marked at least this strongly, at most about 1 in 100 are expected to be marked by mistake (q 0.003, corrected for comparing 39,039 cells: false discovery rate, Benjamini–Hochberg). A change does not say what caused it.

# 11 no clear change
kk: Бұл ұяшықта: 01.01.2024 – 31.12.2024 аралығында 21 оқиға, 01.01.2025 – 31.12.2025 аралығында 25 оқиға. Өзгеріс бүкіл аумақтағыдай болса, кейінгі кезеңде шамамен 22 күтілер еді. Айқын өзгеріс жоқ. 39 039 ұяшықты салыстырғанда мұндай айырмашылық кездейсоқ жиі болады (q 0,71, түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг). Өзгеріс оның себебін айтпайды.
ru: В этой ячейке: с 01.01.2024 по 31.12.2024 – 21 происшествие, с 01.01.2025 по 31.12.2025 – 25 происшествий. При таком же изменении, как на всей территории, в более позднем периоде ожидалось бы около 22. Явного изменения нет. При сравнении 39 039 ячеек такие отличия часто случайны (q 0,71, с поправкой: доля ложных открытий, Бенджамини–Хохберг). Изменение не говорит, чем оно вызвано.
en: In this cell: 21 incidents from 2024-01-01 to 2024-12-31, 25 incidents from 2025-01-01 to 2025-12-31. With the same change as in the whole area about 22 would be expected in the later period. No clear change. When 39,039 cells are compared, differences like this are common by chance (q 0.71, corrected: false discovery rate, Benjamini–Hochberg). A change does not say what caused it.

# 12 a density
kk: Мұнда 1 км²-ге шамамен 123 (квартикалық ядро, радиусы 450 м), 10 021 оқиғадан есептелген. Біркелкі таралса, 18 болар еді. Тығыздық жазбалардың қай жерде бір-біріне жақын жатқанын көрсетеді. Бұл тексеру емес: ешбір ұяшық маңызды деп аталмайды, сондықтан түзету жоқ.
ru: Здесь около 123 на км² (квартическое ядро, радиус 450 м), рассчитано по 10 021 происшествию. При равномерном распределении было бы 18. Плотность показывает, где записи лежат близко друг к другу. Это не проверка: ни одна ячейка не называется значимой, поэтому поправки нет.
en: Here about 123 per km² (quartic kernel, bandwidth 450 m), made of 10,021 incidents. Spread evenly it would be 18. A density shows where records lie close together. It is no test: no cell is called significant, so nothing is corrected.

# 13 intensifying
kk: Әрдайым дерлік ыстық және уақыт өте күшейіп келеді. 12 қадамның ішінде ыстығы – 11, суығы – 0. Тым аз немесе бәрі бірдей, қорытындысыз: 1 қадам. Соңғы қадамда тікелей көршілерімен бірге: 25 оқиға; қадамның жазбалары біркелкі таралса, шамамен 8,5 күтілер еді. Уақыт өте өсіп келеді (Манн–Кендалл, p 0,001-ден аз). Әр қадамда 39 039 ұяшық өзара салыстырылады (q мәні 0,05 шегінен аз, қадам ішінде түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг; қадамдар санына түзетілмеген).
ru: Почти всегда горячая, и со временем всё сильнее. Из 12 шагов: горячих – 11, холодных – 0. Без вывода, слишком мало или всё одинаково: 1 шаг. На последнем шаге: 25 происшествий вместе с прямыми соседями; если бы записи шага распределялись равномерно, ожидалось бы около 8,5. Со временем растёт (Манн–Кендалл, p менее 0,001). Сравнение 39 039 ячеек между собой на каждом шаге (q менее 0,05, с поправкой внутри шага: доля ложных открытий, Бенджамини–Хохберг; без поправки на число шагов).
en: Nearly always hot, and more so as time goes on. Of 12 steps: hot in 11, cold in 0. No verdict, too few or all alike: 1 step. In the last step: 25 incidents with the direct neighbours; about 8.5 would be expected if the step's records were spread evenly. Rising over time (Mann–Kendall, p less than 0.001). Each step compares 39,039 cells with one another (q under 0.05, corrected within the step: false discovery rate, Benjamini–Hochberg; not corrected over the steps).

# 14 no pattern in time
kk: Уақыт бойынша заңдылық жоқ. 12 қадамның ішінде ыстығы – 0, суығы – 0. Тым аз немесе бәрі бірдей, қорытындысыз: 1 қадам. Соңғы қадамда тікелей көршілерімен бірге: 25 оқиға; қадамның жазбалары біркелкі таралса, шамамен 8,5 күтілер еді. Айқын үрдіс жоқ (Манн–Кендалл, p 0,4). Әр қадамда 39 039 ұяшық өзара салыстырылады (q мәні 0,05 шегінен аз, қадам ішінде түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг; қадамдар санына түзетілмеген).
ru: Закономерности во времени нет. Из 12 шагов: горячих – 0, холодных – 0. Без вывода, слишком мало или всё одинаково: 1 шаг. На последнем шаге: 25 происшествий вместе с прямыми соседями; если бы записи шага распределялись равномерно, ожидалось бы около 8,5. Явной тенденции нет (Манн–Кендалл, p 0,4). Сравнение 39 039 ячеек между собой на каждом шаге (q менее 0,05, с поправкой внутри шага: доля ложных открытий, Бенджамини–Хохберг; без поправки на число шагов).
en: No pattern in time. Of 12 steps: hot in 0, cold in 0. No verdict, too few or all alike: 1 step. In the last step: 25 incidents with the direct neighbours; about 8.5 would be expected if the step's records were spread evenly. No clear trend (Mann–Kendall, p 0.4). Each step compares 39,039 cells with one another (q under 0.05, corrected within the step: false discovery rate, Benjamini–Hochberg; not corrected over the steps).

# 15 an odd one out
kk: Бұл ұяшықта: 22 оқиға; көршілерінде орта есеппен 0,5, барлық ұяшықта 0,26. Мұнда көп, айналасында аз, көршілерінен ерекшеленеді: дәлелі күшті. Салыстыру үшін қалған ұяшықтар 999 рет араластырылған (жергілікті I −1,2). Осыдан кем емес күшті белгіленген ұяшықтардың ішінде қате белгіленгені 100-ден ең көбі 5 деп күтіледі (q 0,032, 39 039 ұяшықты салыстыруға түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг).
ru: В этой ячейке: 22 происшествия; у соседей в среднем 0,5, во всех ячейках 0,26. Здесь много, вокруг мало, ячейка выделяется среди соседей: сильное свидетельство. Для сравнения остальные ячейки перемешаны 999 раз (локальный I −1,2). Среди ячеек, отмеченных не слабее этой, ошибочно отмеченных ожидается не более 5 из 100 (q 0,032, с поправкой на сравнение 39 039 ячеек: доля ложных открытий, Бенджамини–Хохберг).
en: In this cell: 22 incidents; in its neighbours 0.5 on average, in all cells 0.26. Many here, few around it, an odd one out: strong evidence. Compared with the other cells shuffled 999 times (local I −1.2). Of the cells marked at least this strongly, at most about 5 in 100 are expected to be marked by mistake (q 0.032, corrected for comparing 39,039 cells: false discovery rate, Benjamini–Hochberg).

# 16 concentration
kk: 39 039 ұяшықтың ең толы 5 пайызында 42 % жатыр (барлығы 10 022 оқиға). Біркелкі таралса, 5 % болар еді. Жартысы 39 039 ұяшықтың 6,8 пайызында жатыр. Жалпыланған Джини индексі 0,45: 0 – мұнша жазба үшін мүмкін болғанша біркелкі, 1 – бәрі бір жерде. Бұл – тіркелгеннің сипаттамасы. Бұл тексеру емес, сондықтан түзету жоқ.
ru: В самых заполненных 5 % из 39 039 ячеек – 42 % (всего 10 022 происшествия). При равномерном распределении было бы 5 %. Половина приходится на 6,8 % ячеек. Обобщённый индекс Джини 0,45: 0 – настолько равномерно, насколько возможно при таком числе записей, 1 – всё в одном месте. Это описание зарегистрированного. Это не проверка, поэтому поправки нет.
en: The fullest 5 % of 39,039 cells hold 42 % of 10,022 incidents. Spread evenly it would be 5 %. Half of them lie in 6.8 % of the cells. Generalised Gini 0.45: 0 is as even as so many records allow, 1 is all in one place. This describes what was recorded. It is no test, so nothing is corrected.

# 17 near repeats
kk: Арақашықтығы 1–100 м, уақыт айырмасы 0–7 күн: 42 жұп; орын мен уақыт байланыссыз болса, шамамен 21 күтілер еді. Бұл күтілгеннен 2 есе көп. Жақын арада қайталану кездейсоқтықпен түсіндіруге болмайтындай жиі (p 0,001). 1 111 оқиғадан есептелген, күндері 999 рет араластырылған; қашықтық пен уақыттың 12 аралыққа бөлінуіне түзетілмеген.
ru: На расстоянии от 1 до 100 м и с разницей от 0 до 7 дней: 42 пары; если бы место и время не были связаны, ожидалось бы около 21. Это в 2 раза больше ожидаемого. Повторы вскоре друг за другом бывают чаще, чем объясняет случайность (p 0,001). Рассчитано по 1 111 происшествиям, даты перемешаны 999 раз; без поправки на 12 полос расстояния и времени.
en: At 1 to 100 m and within 0 to 7 days of each other: 42 pairs; about 21 would be expected if place and time had nothing to do with each other. That is 2 times as many. Repeats come close after one another more often than chance explains (p 0.001). Made of 1,111 incidents, their dates shuffled 999 times; not corrected for 12 bands of distance and time.

# 18 a rate above the others
kk: Самал-2: 5 021 тұрғынға 25 оқиға, жылына 1 000 тұрғынға 5. Барлық аумақтың жалпы жиілігінде (2,5) шамамен 13 күтілер еді. Басқа аумақтар бойынша тегістелген (эмпирикалық Байес): 4,1; 95 % сенімділікпен 2,9 мен 6,2 аралығында. Барлық аумақтың жалпы жиілігінен жоғары. Әр аумақ жеке бағаланады: 111 аумақты салыстыруға түзетілмеген.
ru: Самал-2: 25 происшествий на 5 021 жителя, 5 на 1 000 жителей в год. При общей частоте всех территорий (2,5) ожидалось бы около 13. Со сглаживанием по остальным территориям (эмпирический Байес): 4,1; с уверенностью 95 % от 2,9 до 6,2. Выше общей частоты всех территорий. Каждая территория оценивается сама по себе: без поправки на сравнение 111 территорий.
en: Самал-2: 25 incidents among 5,021 residents, 5 per 1,000 residents a year. At the rate of all areas together (2.5) about 13 would be expected. Steadied by the other areas (empirical Bayes): 4.1; with 95 % certainty between 2.9 and 6.2. Higher than the rate of all areas together. Each area is judged by itself: not corrected for comparing 111 areas.

# 19 hot on most grids
kk: Қорытынды жасауға болатын 7 тордың 5 торында ыстық (ажыратымдылықтар 9, 10, 11; 4 жылжытылған тор). Қорытынды торлардың көбінде сақталады. Әр тор жеке түзетілген: жалған табылымдар үлесі, Бенджамини–Хохберг.
ru: Горячая на 5 из 7 сеток с возможным выводом (разрешения 9, 10, 11; 4 сдвинутые сетки). Вывод держится на большинстве сеток. Поправка на каждой сетке отдельно: доля ложных открытий, Бенджамини–Хохберг.
en: Hot in 5 of 7 grids on which a verdict was possible (resolutions 9, 10, 11; 4 moved grids). The finding holds on most grids. Each grid corrected by itself: false discovery rate, Benjamini–Hochberg.

# 20 a month above its season
kk: 01.11.2025 – 30.11.2025 аралығында: 111 оқиға; маусым мен үрдіс бойынша шамамен 82 күтілер еді, мұндай 100 кезеңнің 95-інде 64 мен 101 аралығында. Күтілгеннен көп. 36 кезеңмен салыстырылған; олардың санына түзетілмеген.
ru: С 01.11.2025 по 30.11.2025: 111 происшествий; по сезону и тенденции ожидалось бы около 82, в 95 из 100 таких периодов от 64 до 101. Больше ожидаемого. Сравнение с 36 периодами; без поправки на их число.
en: From 2025-11-01 to 2025-11-30: 111 incidents; by season and trend about 82 would be expected, between 64 and 101 in 95 of 100 such periods. More than expected. Compared with 36 periods before and beside it; not corrected for looking at so many.

";
