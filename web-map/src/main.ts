/** Start of the page. */
import "leaflet/dist/leaflet.css";
import "./styles/page.css";
import "./styles/controls.css";
import "./styles/legend.css";
import "./styles/panels.css";
import "./styles/statistics.css";
import "./styles/phone.css";
import { start } from "./app/app";

void start(document.body);
