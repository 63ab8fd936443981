/** The state as an address and back. Defaults stay out; what cannot be read is dropped, never guessed. */
import { isDate } from "./dates";
import { cellNumber } from "./h3delta";
import { formatHours, formatWeekdays, parseHours, parseWeekdays } from "./slice";
import { DEFAULT_STATE, DOCKS, type Dock, type MapPosition, type ViewState } from "./state";
import { OPTIONS, isAllowed } from "./statistics";

const CODE = /^[a-z0-9][a-z0-9_.-]*$/;
const AREA = /^[a-z0-9_.-]+:[a-z0-9_.-]+$/;

/** The query text without the question mark; empty for the defaults. */
export function encodeState(state: ViewState): string {
  const out = new URLSearchParams();
  const put = (key: string, value: string, standard = ""): void => {
    if (value !== standard) out.set(key, value);
  };
  put("layer", state.layer, DEFAULT_STATE.layer);
  put("view", state.view, DEFAULT_STATE.view);
  put("resolution", state.resolution === null ? "" : String(state.resolution));
  put("from", state.from ?? "");
  put("to", state.to ?? "");
  put("category", state.categories.join(","));
  put("hours", state.hours ? formatHours(state.hours) : "");
  put("weekdays", formatWeekdays(state.weekdays));
  put("area", state.area ?? "");
  put("study_set", state.studySet, DEFAULT_STATE.studySet);
  put("correction", state.correction, DEFAULT_STATE.correction);
  put("lang", state.language ?? "");
  put("selected", state.selected ?? "");
  put("dock", state.dock ?? "");
  for (const { name, choices } of OPTIONS) put(name, state.options[name] === choices?.[0] ? "" : (state.options[name] ?? ""));
  put("outline", state.outline ?? "");
  put("compare", state.compare ?? "");
  put("split", String(state.split), String(DEFAULT_STATE.split));
  put("at", state.map ? formatPosition(state.map) : "");
  // Commas and colons are legal in a query and far easier to read and dictate than %2C.
  return out.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** The state in an address. */
export function decodeState(search: string): ViewState {
  const query = new URLSearchParams(search);
  const text = (key: string, pattern: RegExp): string | null => {
    const value = query.get(key);
    return value !== null && pattern.test(value) ? value : null;
  };
  const from = date(query.get("from"));
  const to = date(query.get("to"));
  const inOrder = from === null || to === null || from < to;
  const selected = query.get("selected") ?? "";
  return {
    layer: text("layer", CODE) ?? DEFAULT_STATE.layer,
    view: text("view", CODE) ?? DEFAULT_STATE.view,
    resolution: integer(query.get("resolution"), 0, 15),
    from: inOrder ? from : null,
    to: inOrder ? to : null,
    categories: (query.get("category") ?? "").split(",").filter((code) => CODE.test(code)),
    hours: parseHours(query.get("hours") ?? ""),
    weekdays: parseWeekdays(query.get("weekdays") ?? ""),
    area: text("area", AREA),
    studySet: query.get("study_set") === "area" ? "area" : "inhabited",
    correction: query.get("correction") === "none" ? "none" : "bh",
    language: text("lang", /^(kk|ru|en)$/) as ViewState["language"],
    selected: cellNumber(selected) || AREA.test(selected) ? selected : null,
    dock: DOCKS.find((dock) => dock === query.get("dock")) ?? null satisfies Dock | null,
    map: parsePosition(query.get("at") ?? ""),
    options: options(query),
    compare: text("compare", CODE),
    split: integer(query.get("split"), 0, 100) ?? DEFAULT_STATE.split,
    outline: outline(query.get("outline") ?? ""),
  };
}

function options(query: URLSearchParams): Record<string, string> {
  const given = OPTIONS.map((spec): [string, string] => [spec.name, query.get(spec.name) ?? ""]);
  return Object.fromEntries(given.filter(([, value], i) => value !== "" && isAllowed(OPTIONS[i]!, value)));
}

/** Three to 100 corners of degrees, as the map writes them. */
function outline(text: string): string | null {
  const numbers = text.split(",").map(Number);
  const pairs = numbers.length % 2 === 0 && numbers.length >= 6 && numbers.length <= 200;
  const inside = numbers.every((v, i) => Number.isFinite(v) && Math.abs(v) <= (i % 2 === 0 ? 180 : 85));
  return text !== "" && pairs && inside ? text : null;
}

function formatPosition(map: MapPosition): string {
  return `${map.lat.toFixed(5)},${map.lon.toFixed(5)},${Number(map.zoom.toFixed(2))}`;
}

function parsePosition(text: string): MapPosition | null {
  const match = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/.exec(text);
  if (!match) return null;
  const [lat, lon, zoom] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom <= 22 ? { lat, lon, zoom } : null;
}

function date(text: string | null): string | null {
  return text !== null && isDate(text) ? text : null;
}

function integer(text: string | null, low: number, high: number): number | null {
  if (text === null || !/^\d+$/.test(text)) return null;
  const value = Number(text);
  return value >= low && value <= high ? value : null;
}
