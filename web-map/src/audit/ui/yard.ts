/** Which yard: by name or address, by position with its accuracy judged, or by a tap on the map. */
import type { App } from "../app/app";
import type { YardHit } from "../../checklist/api";
import { matching } from "../core/names";
import { COARSE_M, metresBetween } from "../core/position";
import { fill, h } from "../../ui/dom";
import { button, heading } from "./parts";
import type { Drawn } from "./shell";

const ASK_AFTER_MS = 300;
/** The last list and words, so that a change of language loses nothing. */
const last: { typed: string; found: YardHit[]; said: (() => string) | null } = { typed: "", found: [], said: null };

export function yardScreen(app: App): Drawn {
  const { tr } = app;
  const said = h("p", { role: "status", class: "hint" });
  const list = h("ul", { class: "yards" });
  const map = h("div", { class: "yard-map", hidden: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const draw = (): void => {
    fill(said, last.said?.() ?? "");
    fill(list, ...last.found.map((yard) => yardLine(app, yard)));
  };
  const show = (found: YardHit[], words: () => string): void => {
    last.found = found;
    last.said = words;
    draw();
  };
  const ask = async (query: string, offline: () => YardHit[], words: (n: number) => string): Promise<void> => {
    const turn = ++asked;
    try {
      const found = await app.api.yards(query);
      if (turn !== asked) return;
      app.keep.saw(found);
      show(found, () => words(found.length));
    } catch {
      if (turn !== asked) return;
      const kept = offline();
      show(kept, () => app.tr.t("yard.offline", { n: kept.length }));
    }
  };
  const search = (): void => {
    clearTimeout(timer);
    const typed = input.value.trim();
    last.typed = input.value;
    if (typed.length < 2) return show([], () => "");
    timer = setTimeout(
      () => void ask(`q=${encodeURIComponent(typed)}&limit=20`, () => matching(app.keep.all.yards, typed), (n) => app.tr.t("yard.found", { n })),
      ASK_AFTER_MS,
    );
  };
  const near = (): void => {
    fill(said, tr.t("yard.locating"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const position = { lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy) };
        app.position = position;
        const nearby = (): YardHit[] => [...app.keep.all.yards]
          .map((yard) => ({ ...yard, distance_m: metresBetween(position, yard.centre) }))
          .sort((a, b) => a.distance_m - b.distance_m).slice(0, 5);
        const key = position.accuracy_m > COARSE_M ? "yard.near.coarse" : "yard.near";
        void ask(`near=${position.lon.toFixed(6)},${position.lat.toFixed(6)}&nearest=5`, nearby, () => app.tr.t(key, { metres: position.accuracy_m }));
      },
      (failure) => {
        const key = failure.code === failure.PERMISSION_DENIED ? "yard.near.refused" : "yard.near.failed";
        show(last.found, () => app.tr.t(key));
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  };
  const openMap = async (): Promise<void> => {
    map.hidden = false;
    fill(said, app.tr.t("yard.map.loading"));
    try {
      // The map is no part of the first visit: it is fetched by whoever wants it.
      const { yardMap } = await import("../map/yard-map");
      const at = app.position ?? app.keep.all.yards[0]?.centre ?? null;
      yardMap(map, app, at, (found) => show(found, () => app.tr.t("yard.map.tapped")));
      fill(said, app.tr.t("yard.map.help"));
    } catch {
      map.hidden = true;
      fill(said, app.tr.t("yard.map.failed"));
    }
  };

  const input = h("input", {
    id: "yard-search", type: "search", autocomplete: "street-address", enterkeyhint: "search", value: last.typed, oninput: search,
  });
  draw();
  return {
    content: [
      heading(tr.t("yard.title")),
      h("div", { class: "field" }, h("label", { for: "yard-search" }, tr.t("yard.search")), input),
      h(
        "div",
        { class: "row" },
        "geolocation" in navigator ? button(tr.t("yard.near.button"), near, "plain", "yard-near") : null,
        button(tr.t("yard.map.button"), () => void openMap(), "plain", "yard-map-open"),
      ),
      said,
      map,
      list,
    ],
    bar: [button(tr.t("back"), () => app.go({ name: "start", page: 0 }))],
  };
}

function yardLine(app: App, yard: YardHit): HTMLElement {
  const { tr } = app;
  const { names, id, place, distance_m } = yard;
  const notes = [
    yard.address ? tr.name(yard.address, "") : "",
    place ? tr.name(place, "") : "", 
    distance_m === undefined ? "" : tr.t("yard.distance", { metres: Math.round(distance_m) }),
  ];
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "yard", "data-yard": id, onclick: () => app.begin({ id, names, centre: yard.centre, ...(place ? { place } : {}) }) },
      h("strong", {}, tr.name(names, id)),
      h("span", {}, notes.filter((note) => note !== "").join(" · ")),
    ),
  );
}
