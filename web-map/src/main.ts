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
import { decodeState } from "./core/url";
import { chooseLanguage } from "./i18n/translate";
import { startPublic } from "./public/app";
import { shell } from "./shell/bar";

async function begin(): Promise<void> {
  const wish = decodeState(location.search).language;
  const language = chooseLanguage(wish, navigator.languages, ["kk", "ru", "en"]);
  const strip = await shell({ language, page: "map" });
  const view = document.createElement("div");
  view.className = "view";
  document.body.classList.add("with-strip");
  document.body.replaceChildren(strip.element, view);
  const city = strip.session.may.cells ? null : await strip.client.get<City>("city").catch(() => null);
  if (city) await startPublic(view, strip, city);
  else await start(view, strip);
}

void begin();
