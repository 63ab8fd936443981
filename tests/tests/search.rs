//! Search: names in three languages and two scripts with slips, addresses, coordinates, cells; open to everybody, and
//! nothing of incidents is in it.

use aula_tests::Server;
use serde_json::Value;

fn found(server: &Server, query: &str) -> Vec<Value> {
    let answer = server.get(&format!("/api/v1/search?{query}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["results"].as_array().expect("results").clone()
}

/// What a browser writes into an address.
fn escaped(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[test]
fn the_demo_is_searched_by_district_street_house_yard_coordinates_and_cell() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo(folder.path());
    let first = |text: &str| found(&server, &format!("lang=en&q={}", escaped(text))).first().cloned();
    for text in ["Медеу", "медеуский район", "Medeu", "Medeo District"] {
        let hit = first(text).unwrap_or_else(|| panic!("{text} is not found"));
        assert_eq!((hit["kind"].as_str(), hit["id"].as_str()), (Some("area"), Some("district:medeu")), "{text}");
        assert_eq!(hit["area_kind"], "district");
        assert!(hit["bbox"].as_array().is_some_and(|b| b.len() == 4), "{hit}");
    }
    // An address of the city, in each of its languages, leads to the house; without its number to the street.
    let yards = server.get("/api/v1/yards?limit=1").json();
    let yard = yards["features"][0]["properties"].clone();
    let names = ["kk", "ru", "en"].map(|l| yard["names"][l].as_str().expect("a name").to_owned());
    for name in &names {
        let house = found(&server, &format!("kinds=house&q={}", escaped(name))).into_iter().next();
        let house = house.unwrap_or_else(|| panic!("{name} is no house"));
        assert_eq!(house["name"]["ru"], names[1].as_str(), "{name}");
        assert!(house["score"].as_f64() > Some(0.99), "{house}");
    }
    let (street, _) = names[1].rsplit_once(',').expect("a house number");
    let hit = first(street).expect("the street");
    assert_eq!((hit["kind"].as_str(), hit["name"]["ru"].as_str()), (Some("street"), Some(street)));
    // A slip in a long word.
    let mut slipped: Vec<char> = street.chars().collect();
    let long = street.char_indices().count() - 3;
    slipped.swap(long, long + 1);
    let slipped: String = slipped.into_iter().collect();
    assert!(
        found(&server, &format!("q={}", escaped(&slipped))).iter().any(|hit| hit["name"]["ru"] == street),
        "{slipped} does not lead to {street}"
    );
    let spot = first("43.238, 76.945").expect("a spot");
    assert_eq!(spot["kind"], "coordinates");
    assert_eq!(spot["centre"], serde_json::json!([76.945, 43.238]));
    assert_eq!(
        first("76.945 43.238").expect("a spot")["centre"],
        spot["centre"],
        "the other order, by where the city is"
    );
    let cell = first("8a20e60ae92ffff").expect("a cell");
    assert_eq!((cell["kind"].as_str(), cell["id"].as_str()), (Some("cell"), Some("8a20e60ae92ffff")));
    assert!(first("нет такого места").is_none());
}

#[test]
fn the_public_may_search_and_a_wrong_question_is_told_how_to_mend_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo_for_visitors(folder.path());
    let answer = server.get("/api/v1/search?q=medeu");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["results"][0]["id"], "district:medeu");
    for query in ["q=a&kinds=incident", "q=a&limit=0", "q=a&lang=de", "q=a&x=1"] {
        let answer = server.get(&format!("/api/v1/search?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.json()["parameter"].is_string(), "{}", answer.text());
    }
    assert!(found(&server, "q=").is_empty());
}
