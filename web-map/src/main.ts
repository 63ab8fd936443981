/** Start of the map: the precise one for whoever may see exact counts, the published one for everybody else. */
import "leaflet/dist/leaflet.css";
import "./styles/page.css";
import "./styles/controls.css";
import "./styles/legend.css";
import "./styles/panels.css";
import "./styles/statistics.css";
import "./styles/phone.css";
import type { City, Language } from "./api/types";
import { start } from "./app/app";
import type { Host } from "./app/host";
import { decodeState } from "./core/url";
import { chooseLanguage } from "./i18n/translate";
import { savedViewOf } from "./planner/core/link";
import type { SavedView } from "./planner/core/types";
import { labels } from "./planner/i18n/labels";
import { startPublic } from "./public/app";
import { type Shell, shell } from "./shell/bar";
import { startYards } from "./yards/app";
import { isYardLayer } from "./yards/core/state";

async function begin(): Promise<void> {
  const saved = savedViewOf(location.search);
  const wish = decodeState(location.search).language;
  const language = chooseLanguage(wish, navigator.languages, ["kk", "ru", "en"]);
  const strip = await shell({ language, page: "map" });
  const view = document.createElement("div");
  view.className = "view";
  document.body.classList.add("with-strip");
  document.body.replaceChildren(strip.element, view);
  if (saved !== null) await openSaved(saved, strip, language, view);
  await new Maps(strip, view).show();
}

/** The choices of a saved view, in the place of its link; whoever may not open it sees the map as it is, and why. */
async function openSaved(id: string, strip: Shell, language: Language, view: HTMLElement): Promise<void> {
  let query = "";
  try {
    query = (await strip.client.get<SavedView>(`views/${id}`)).query;
  } catch {
    const words = labels(language).missing;
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = words;
    view.before(notice);
  }
  history.replaceState(null, "", query === "" ? location.pathname : `?${query}`);
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
