/** Start of the map: the precise one for whoever may see exact counts, the published one for everybody else. */
import "leaflet/dist/leaflet.css";
import "./styles/page.css";
import "./styles/controls.css";
import "./styles/legend.css";
import "./styles/panels.css";
import "./styles/statistics.css";
import "./styles/phone.css";
import type { City } from "./api/types";
import { start } from "./app/app";
import type { Host } from "./app/host";
import { decodeState } from "./core/url";
import { chooseLanguage } from "./i18n/translate";
import { startPublic } from "./public/app";
import { type Shell, shell } from "./shell/bar";
import { startYards } from "./yards/app";
import { isYardLayer } from "./yards/core/state";

async function begin(): Promise<void> {
  const wish = decodeState(location.search).language;
  const language = chooseLanguage(wish, navigator.languages, ["kk", "ru", "en"]);
  const strip = await shell({ language, page: "map" });
  const view = document.createElement("div");
  view.className = "view";
  document.body.classList.add("with-strip");
  document.body.replaceChildren(strip.element, view);
  await new Maps(strip, view).show();
}

/** One map at a time stands in the view: that of counts or published classes, or that of the checklist. */
class Maps {
  private leaving = new AbortController();
  private yards = false;

  constructor(private readonly strip: Shell, private readonly view: HTMLElement) {
    window.addEventListener("popstate", () => {
      // The map that is there reads its own address; another one is needed for a layer of another kind.
      if (isYardLayer(decodeState(location.search).layer) !== this.yards) void this.show();
    });
  }

  async show(): Promise<void> {
    const { strip, view } = this;
    this.leaving.abort();
    this.leaving = new AbortController();
    this.yards = isYardLayer(decodeState(location.search).layer);
    const { signal } = this.leaving;
    const host: Host = { shell: strip, signal, go: (search) => void this.go(search) };
    if (this.yards) return startYards(view, host);
    const city = strip.session.may.cells ? null : await strip.client.get<City>("city").catch(() => null);
    return city ? startPublic(view, host, city) : start(view, host);
  }

  /** A layer of another kind, from the choice of layers: the choice stays where the reader is. */
  private async go(search: string): Promise<void> {
    history.pushState(null, "", search === "" ? location.pathname : `?${search}`);
    await this.show();
    this.view.querySelector<HTMLElement>(".controls select")?.focus();
  }
}

void begin();
