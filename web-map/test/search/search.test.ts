import { latLngToCell } from "h3-js";
import { describe, expect, it } from "vitest";
import { slips } from "../../src/search/core/distance";
import { foldWord, words } from "../../src/search/core/fold";
import { cellOf, spotOf } from "../../src/search/core/place";
import { SearchIndex } from "../../src/search/core/search";

const things = [
  { id: "district:medeu", kind: "district", names: { kk: "Медеу ауданы", ru: "Медеуский район", en: "Medeu district" } },
  { id: "micro_district:samal-2", kind: "micro_district", names: { kk: "Самал-2 шағын ауданы", ru: "Самал-2", en: "Samal-2" } },
  { id: "street:zhibek", kind: "street", names: { kk: "Жібек жолы даңғылы", ru: "проспект Жибек Жолы", en: "Zhibek Zholy Avenue" } },
  { id: "street:dostyk", kind: "street", names: { kk: "Достық даңғылы", ru: "проспект Достык", en: "Dostyk Avenue" } },
  { id: "street:nazarbayev", kind: "street", names: { ru: "проспект Назарбаева", kk: "Назарбаев даңғылы" } },
  { id: "street:satpaev", kind: "street", names: { ru: "улица Сатпаева", kk: "Сәтбаев көшесі" } },
  { id: "street:tole", kind: "street", names: { ru: "улица Толе би", kk: "Төле би көшесі" } },
  { id: "street:abai", kind: "street", names: { ru: "проспект Абая", kk: "Абай даңғылы", en: "Abai Avenue" } },
  { id: "yard:abai-12", kind: "yard", names: { ru: "двор Абая, 12", kk: "Абай, 12 ауласы" } },
  { id: "yard:abai-13", kind: "yard", names: { ru: "двор Абая, 13", kk: "Абай, 13 ауласы" } },
  { id: "yard:abai-120", kind: "yard", names: { ru: "двор Абая, 120" } },
];
const index = new SearchIndex(things);
const found = (text: string): string[] => index.find(text).map((hit) => (hit.is === "thing" ? hit.thing.id : hit.is));

describe("spellings", () => {
  it.each([
    ["Жібек жолы", "Жибек Жолы"], ["Zhibek Zholy", "Жибек Жолы"], ["Jibek Joly", "Жібек жолы"], ["Достық", "Dostyk"], ["Dostyq", "Достык"],
    ["Назарбаев", "Nazarbayev"], ["Төле би", "Tole bi"], ["Шевченко", "Shevchenko"], ["Щербаков", "Shcherbakov"], ["Хаджи Мукан", "Khadzhi Mukan"],
    ["Алмалы", "Almaly"], ["Берёзовый", "Березовый"], ["Ғабдуллин", "Gabdullin"],
  ])("%s is %s", (a, b) => expect(words(a)).toEqual(words(b)));
  it.each([["Абай", "Обай"], ["Самал", "Алмалы"]])("%s is not %s", (a, b) => expect(foldWord(a)).not.toBe(foldWord(b)));
  it("parts a number from its letter", () => expect(words("12а")).toEqual(["12", "a"]));
});

describe("the search by name", () => {
  it.each([
    ["медеу", "district:medeu"], ["Medeu", "district:medeu"], ["медеуский район", "district:medeu"],
    ["жибек", "street:zhibek"], ["JIBEK JOLY", "street:zhibek"], ["Zhibek Zholi", "street:zhibek"], ["жібек жолы даңғылы", "street:zhibek"],
    ["достик", "street:dostyk"], ["dostik", "street:dostyk"], ["Достук", "street:dostyk"],
    ["nazarbaev", "street:nazarbayev"], ["Назарбаева", "street:nazarbayev"], ["назрбаев", "street:nazarbayev"],
    ["Сатбаев", "street:satpaev"], ["satpayev", "street:satpaev"], ["толе б", "street:tole"], ["ул. Толе Би", "street:tole"],
    ["самал 2", "micro_district:samal-2"], ["абай 12", "yard:abai-12"], ["Abai 13", "yard:abai-13"], ["пр. Абая", "street:abai"],
  ])("finds for %s first %s", (text, id) => expect(found(text)[0]).toBe(id));
  it("does not take one house for another", () => {
    expect(found("абая 12")).toEqual(["yard:abai-12"]);
    expect(found("абая 1")).toEqual([]);
  });
  it("finds nothing for what is not there, and nothing for nothing", () => {
    for (const text of ["Токио", "", "  ", "…"]) expect(found(text)).toEqual([]);
  });
  it("lists what is word for word before what was only begun or misspelt", () => {
    const scores = index.find("абай", { limit: 20 }).map((hit) => (hit.is === "thing" ? hit.score : -1));
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(index.find("абай", { limit: 2 })).toHaveLength(2);
  });
  it("finds one house among 10,000 names", () => {
    const city = new SearchIndex(Array.from({ length: 10_000 }, (_, i) => ({ id: `yard:${i}`, kind: "yard", names: { ru: `двор Фурманова, ${i}`, kk: `Фурманов, ${i} ауласы` } })));
    expect(city.find("Furmanov 777").map((hit) => hit.is === "thing" && hit.thing.id)).toEqual(["yard:777"]);
  });
});

describe("slips", () => {
  it.each([["abai", "abai", 0], ["abia", "abai", 1], ["abi", "abai", 1], ["abbai", "abai", 1], ["obei", "abai", 2], ["xyz", "abai", 3]])(
    "%s for %s: %i", (typed, word, n) => expect(slips(typed, word, 2)).toBe(Math.min(n, 3)));
  it("of a beginning", () => expect([slips("nazr", "nazarbaev", 2, true), slips("naza", "nazarbaev", 2, true)]).toEqual([1, 0]));
});

describe("coordinates", () => {
  const bounds = [76.7, 43.0, 77.2, 43.5] as const;
  it.each([
    "43.238, 76.945", "43.238 76.945", "43,238 76,945", "geo:43.238,76.945", "geo:43.238,76.945;u=35", "N43.238 E76.945", "76.945 43.238", "76.945E 43.238N",
    "43°14'16.8\"N 76°56'42\"E", "43°14′16.8″ С 76°56′42″ В",
  ])("%s", (text) => {
    const spot = spotOf(text, bounds)!;
    expect(spot.lat).toBeCloseTo(43.238, 3);
    expect(spot.lon).toBeCloseTo(76.945, 3);
  });
  it("goes by the earth where the city's bounds are not known", () => {
    expect(spotOf("120.5, 43.1")).toEqual({ lat: 43.1, lon: 120.5 });
    expect(spotOf("43.1, 76.9")).toEqual({ lat: 43.1, lon: 76.9 });
    expect(spotOf("33.9S 18.4E")).toEqual({ lat: -33.9, lon: 18.4 });
    expect(spotOf("40.7N 74.0W")).toEqual({ lat: 40.7, lon: -74 });
  });
  it.each(["43", "абай 12, 13", "200.5, 300.5", "43.2", "12, 13"])("%s are none", (text) => expect(spotOf(text, bounds)).toBeNull());
  it("stand before names", () => expect(found("43.238, 76.945")).toEqual(["spot"]));
});

describe("cells", () => {
  it.each([0, 5, 7, 9, 10, 15])("of resolution %i are known by their bits", (resolution) => {
    const cell = latLngToCell(43.238, 76.945, resolution);
    expect(cellOf(` ${cell.toUpperCase()} `)).toBe(cell);
    expect(found(cell)).toEqual(["cell"]);
  });
  it.each(["8a2a1072b59ffff0", "8a2a1072b59fff", "zz2a1072b59ffff", "8f2a1072b59ffff", "112a1072b59ffff", "8afffffffffffff"])("%s is none", (text) => expect(cellOf(text)).toBeNull());
});
