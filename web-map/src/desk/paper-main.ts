/** Start of the paper form; the yard is named in the address. */
import "../checklist/styles/base.css";
import "./styles/desk.css";
import "./styles/paper.css";
import { Desk } from "./app/desk";
import type { YardPage } from "./core/types";
import { paperPage } from "./ui/paper-page";

const id = new URLSearchParams(location.search).get("yard") ?? "";
const desk = new Desk(document.body, "", "paper.title");
void desk.show<YardPage>(() => desk.api.get(`yards/${encodeURIComponent(id)}`), paperPage);
