/** Pictograms of the groups "upkeep" and "use and control", and of the feeling after dark. */
import { type Mark, type Steps, bad, bottle, box, cross, disc, flame, ink, moon, person } from "./marks";

const house: Mark[] = [ink("M3 43h42M9 43V22l15 -13l15 13v21")];
const boards: Mark[] = [box("ink", 19, 27, 10, 16), ink("M17 29l14 5M17 38l14 -5")];
const hollow: Mark = box("solid", 19, 27, 10, 16);

const bin = (x: number): Mark[] => [ink(`M${x} 24h18l-2 19h-14zM${x - 1} 21h20`)];
const litter = (path: string): Mark => bad(path);

const wall: Mark[] = [ink("M4 10h40v33h-40zM4 21h40M4 32h40M17 10v11M31 10v11M10 21v11M24 21v11M38 21v11M17 32v11M31 32v11")];
const bare: Mark[] = [ink("M4 10h40v33h-40z")];

const frame = ink("M6 43l6 -34h24l6 34M12 9h24");
const seat = (dx: number): Mark => ink(`M20 9l${dx} 24M28 9l${dx} 24M${18 + dx} 33h12`);

const path: Mark[] = [ink("M14 43l6 -36M34 43l-6 -36")];

const camera = (kind: "ink" | "bad"): Mark[] => [[kind, "M4 10v16M4 18h6M10 12l18 5l-3 9l-16 -5z"]];
const view = (d: string): Mark => ["light", d];

const badge: Mark[] = [ink("M10 6h28v22q0 10 -14 15q-14 -5 -14 -15z")];
const star: Mark = ["light", "M24 11l3 7h7l-5.500 4.500l2 7.500l-6.500 -4.500l-6.500 4.500l2 -7.500l-5.500 -4.500h7z"];
const phone = (kind: "ink" | "bad"): Mark => [kind, "M34 32h9v14h-9zM37 43h3"];

const plate = (content: Mark[]): Mark[] => [ink("M7 16h34v22h-34z"), ...content];
const one = ink("M15 23l4 -3v14");
const two = ink("M25 23q0 -3 4 -3t4 3q0 3 -8 11h8");
const rays: Mark[] = [disc("light", 24, 9, 3.5), ink("M17 13l-4 2M31 13l4 2M24 3v-1")];

const face = (mouth: Mark[]): Mark[] => [disc("ink", 24, 25, 18), disc("solid", 17, 20, 2.2), disc("solid", 31, 20, 2.2), ...mouth];

export const UPKEEP_AND_USE: Readonly<Record<string, Steps>> = {
  derelict_buildings: [
    [...house, box("light", 15, 26, 7, 7), box("light", 26, 26, 7, 7), box("ink", 15, 26, 7, 7), box("ink", 26, 26, 7, 7)],
    [...house, ...boards],
    [...house, hollow, bad("M14 22l6 -4l4 5l6 -6")],
    [...house, hollow, flame(24, 43), bottle(6, 43, "bad"), bottle(42, 43, "bad")],
  ],
  waste: [
    [...bin(15), ink("M4 43h40M6 43V14M42 43V14")],
    [...bin(15), ink("M4 43h40"), litter("M6 41l4 -3M38 40l3 2")],
    [...bin(15), ink("M4 43h40"), ["wrong", "M15 21l3 -8l6 4l4 -7l5 11z"], litter("M6 41l4 -3M38 40l4 2M8 35l3 2")],
    [ink("M4 43h40"), ["wrong", "M5 43l8 -13l6 4l7 -9l7 8l10 10z"], flame(24, 25), bad("M33 20l8 -8M36 17l3 3")],
  ],
  vandalism: [
    [...wall],
    [...bare, bad("M28 34q2 -5 4 0t4 0")],
    [...bare, bad("M10 34q3 -16 7 0t7 -8q3 12 7 0t7 6"), bad("M12 18h10")],
    [...bare, bad("M10 18h14M10 24h18M10 30h9"), ["wrong", "M27 34l9 -9a4 4 0 0 1 5 5l-9 9a4 4 0 0 1 -5 -5z"], bad("M36 10l-4 8l5 3l-3 6")],
  ],
  playground: [
    [frame, seat(0), ink("M3 43h42"), disc("light", 41, 7, 3.5)],
    [frame, seat(0), ink("M3 43h42"), bad("M18 33l3 3")],
    [frame, ink("M3 43h42M20 9l0 24"), bad("M28 9v12M18 33l9 8")],
    [ink("M3 43h42M6 43l6 -34h14"), bad("M30 16l12 27M16 43l7 -12"), cross(30, 30, 6), bottle(41, 16, "bad")],
  ],
  walkways: [
    [...path, ink("M24 12v4M24 21v5M24 31v6")],
    [...path, bad("M22 20l3 3l-3 4M26 34l3 3")],
    [...path, ["wrong", "M19 28a5 3 0 1 0 10 0a5 3 0 1 0 -10 0z"], bad("M22 12l3 3l-3 4M20 38l4 3")],
    [...path, ["wrong", "M16 36l3 -14h10l3 14z"], cross(24, 14, 6)],
  ],
  cctv: [
    [...camera("ink"), view("M28 20l17 -3v24z"), disc("solid", 36, 27, 2), ink("M31 27q5 -5 10 0q-5 5 -10 0")],
    [...camera("ink"), view("M28 20l17 8v13z")],
    [...camera("bad"), bad("M30 22l4 4M33 18h5M28 28v5")],
    [ink("M4 10v16M4 18h4"), cross(27, 24, 10)],
  ],
  police_reach: [
    [...badge, star, phone("ink")],
    [...badge, star],
    [...badge, ink("M19 17q0 -5 5 -5t5 5q0 3 -5 6v4"), disc("solid", 24, 32, 1.8)],
    [...badge, phone("bad"), cross(24, 21, 7)],
  ],
  disorder: [
    [ink("M5 43h38M9 43v-8M39 43v-8M5 35h38M9 35v-9h30v9"), moon(24, 12)],
    [ink("M5 43h38M9 43v-8M39 43v-8M5 35h38"), bottle(24, 34), moon(38, 10)],
    [ink("M5 43h38M9 43v-8M39 43v-8M5 35h38"), bottle(17, 34, "bad"), bottle(28, 34, "bad"), moon(38, 10)],
    [ink("M5 43h38M9 43v-8M39 43v-8M5 35h38"), bottle(13, 34, "bad"), bottle(23, 34, "bad"), bottle(33, 34, "bad"), bad("M7 10q5 -5 10 0M10 6q6 -4 12 1M30 8l8 -4M32 12h9")],
  ],
  people_evening: [
    [...person(9, 43), ...person(21, 43), ...person(31, 43, 0.7), ...person(40, 43), ink("M3 43h42"), moon(24, 12)],
    [...person(15, 43), ...person(27, 43, 0.7), ink("M3 43h42"), moon(36, 12)],
    [...person(24, 43), ink("M3 43h42"), moon(36, 12)],
    [ink("M3 43h42M10 43v-10h12v10M10 38h12"), moon(34, 14)],
  ],
  numbers_signs: [
    plate([one, two, ...rays]),
    plate([one, two, disc("ink", 24, 9, 3.5)]),
    plate([one, bad("M25 22v2M25 28v2M33 22v2M33 28v2M28 34h2")]),
    [bad("M7 16h4M15 16h4M23 16h4M31 16h4M39 16h2v4M41 24v4M41 32v4M7 20v4M7 28v4M7 36v2h4M15 38h4M23 38h4M31 38h4"), bad("M20 23q0 -4 4 -4t4 4q0 2 -4 4v3M24 34v1")],
  ],
  feeling: [
    face([ink("M15 29q9 9 18 0")]),
    face([ink("M16 31q8 3 16 0")]),
    face([bad("M15 34q9 -8 18 0")]),
    face([["wrong", "M19 33a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"], bad("M12 14l7 -2M36 14l-7 -2")]),
  ],
};
