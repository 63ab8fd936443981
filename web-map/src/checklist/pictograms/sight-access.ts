/** Pictograms of the groups "light and sight" and "access and parking". */
import { type Mark, type Steps, arrow, bad, bottle, box, car, cross, disc, ink } from "./marks";

const lamp = (x: number, lit: boolean): Mark[] => [
  ink(`M${x} 43v-27q0 -4 4 -4h1`),
  ...(lit ? [disc("light", x + 6, 13, 4), ink(`M${x + 6} 9v-4M${x + 11} 14l3 2M${x + 1} 17l-2 4`)] : [disc("ink", x + 6, 13, 3.5), cross(x + 6, 13, 5)]),
];
const lamps = (lit: number): Mark[] => [ink("M3 43h42"), ...[4, 18, 32].flatMap((x, i) => lamp(x, i < lit))];

const entrances = (lit: number): Mark[] => [
  ink("M4 43V10h40v33zM4 18h40"),
  ...[8, 20, 32].flatMap((x, i): Mark[] =>
    i < lit ? [box("light", x, 26, 8, 17), box("ink", x, 26, 8, 17), disc("light", x + 4, 22, 2.5)] : [box("solid", x, 26, 8, 17)]),
];

const bush = (x: number, top: number, r: number): Mark => ["green", `M${x - r} 43V${top + r}a${r} ${r} 0 0 1 ${2 * r} 0V43z`];
const facade: Mark[] = [ink("M3 43h42M8 43V8h32v35"), box("light", 13, 13, 8, 9), box("light", 27, 13, 8, 9), box("ink", 13, 13, 8, 9), box("ink", 27, 13, 8, 9)];

const niche = (inside: Mark[]): Mark[] => [ink("M3 43h42M4 43V12h14v22h12V12h14v31"), ...inside];

const windows = (open: number): Mark[] => [
  ink("M6 43V14h36v29zM3 43h42"),
  ...[0, 1, 2, 3, 4, 5].map((i): Mark => box(i < open ? "light" : "wrong", 11 + (i % 3) * 10, 19 + Math.floor(i / 3) * 11, 6, 7)),
  ...(open > 0 ? [ink("M16 7q8 -6 16 0q-8 6 -16 0"), disc("solid", 24, 7, 1.8)] : [bad("M15 7q9 4 18 0")]),
];

const door = (parts: Mark[]): Mark[] => [ink("M4 43h40M12 43V6h22v37"), ...parts];
const leaf: Mark[] = [box("ink", 15, 10, 16, 33), disc("solid", 28, 27, 1.5)];
const intercom = (kind: "ink" | "bad"): Mark => [kind, "M37 20h6v12h-6zM39 23h2M39 26h2"];

const hatch = (parts: Mark[]): Mark[] => [ink("M3 43h42M8 43V22l16 -14l16 14v21"), ...parts];
const padlock = (kind: "ink" | "bad"): Mark[] => [[kind, "M18 28h12v9h-12zM20 28v-3a4 4 0 0 1 8 0v3"]];
const opening: Mark = ["solid", "M17 25h14v13h-14z"];

const fence = (from: number, to: number): string => {
  let path = `M${from} 26h${to - from}M${from} 36h${to - from}`;
  for (let x = from; x <= to; x += 6) path += `M${x} 43v-20l2 -3l2 3v20`;
  return path;
};

export const SIGHT_AND_ACCESS: Readonly<Record<string, Steps>> = {
  lighting_yard: [lamps(3), lamps(2), lamps(1), lamps(0)],
  lighting_entrance: [entrances(3), entrances(2), entrances(1), entrances(0)],
  vegetation: [
    [...facade, bush(17, 36, 5), bush(31, 36, 5)],
    [...facade, bush(16, 24, 7), bush(32, 36, 5)],
    [...facade, bush(15, 11, 8), bush(31, 30, 7)],
    [...facade, bush(15, 13, 9), bush(32, 10, 10)],
  ],
  hiding_places: [
    [ink("M3 43h42M4 43V12h40v31M4 22h40M4 32h40M16 12v10M32 12v10M24 22v10M14 32v11M34 32v11")],
    niche([disc("light", 24, 17, 4), ink("M24 12v-5M19 20l-2 3M29 20l2 3")]),
    niche([box("solid", 18, 12, 12, 22)]),
    niche([box("solid", 18, 12, 12, 22), bad("M24 46v-8m-3 3l3 -3l3 3"), cross(24, 22, 4)]),
  ],
  surveillance: [windows(6), windows(4), windows(2), windows(0)],
  parking: [
    [ink("M8 8v34M40 8v34M8 8h4M36 8h4M4 43h40"), ...car(13, 40)],
    [ink("M3 43h22v-4h20"), ...car(18, 39, "bad"), ["green", "M28 39h17v4h-17z"]],
    [ink("M3 43h42M12 43l5 -32M36 43l-5 -32M24 16v4M24 24v3"), ...car(13, 40, "bad")],
    [ink("M3 43h42M14 43V8h20v35M18 43V14h12v29"), ...car(13, 42, "bad"), cross(24, 20, 5)],
  ],
  derelict_cars: [
    [ink("M3 43h42M8 34v4M18 34v4M28 34v4M38 34v4"), ink("M15 20l6 7l12 -14")],
    [ink("M3 43h42"), ...car(13, 41), ink("M30 18q3 2 0 5M20 18q3 2 0 5")],
    [ink("M3 43h42"), ...car(3, 41, "bad"), ...car(23, 27, "bad"), ink("M22 29h24")],
    [ink("M3 43h42"), ...car(8, 41, "bad"), bad("M26 25l9 -9"), disc("ink", 38, 39, 4), bottle(40, 33, "bad")],
  ],
  entrance_door: [
    door([...leaf, intercom("ink")]),
    door([...leaf, intercom("bad"), bad("M36 17l8 18")]),
    door([["solid", "M12 6h22v37h-22z"], ["light", "M15 10l8 4v31l-8 -2z"], ["ink", "M15 10l8 4v31l-8 -2z"]]),
    door([["solid", "M12 6h22v37h-22z"], bad("M8 4l30 40M38 4L8 44")]),
  ],
  basement_roof: [
    hatch(padlock("ink")),
    hatch([...padlock("bad"), bad("M15 40l18 -14")]),
    hatch([opening, ink("M31 25l8 -4v13l-8 4")]),
    hatch([opening, ink("M31 25l8 -4v13l-8 4"), bottle(12, 43, "bad"), bad("M18 43l6 -3M28 42l-5 -3")]),
  ],
  through_way: [
    [ink(`M3 43h42${fence(4, 40)}`), disc("light", 24, 10, 4), ink("M24 5v-3M19 13l-3 3M29 13l3 3")],
    [ink(`M3 43h42${fence(4, 12)}${fence(32, 42)}`)],
    [ink(`M3 43h42${fence(4, 12)}${fence(32, 42)}`), arrow(12, 16, 24), bad("M22 43v-18")],
    [ink("M3 43h42M6 43v-8M42 43v-8"), arrow(8, 14, 32), bad("M40 28H8m4 -4l-4 4l4 4")],
  ],
};
