/** Start of the yard's page. The yard is the last part of the address. */
import "../checklist/styles/base.css";
import "./styles/desk.css";
import { Desk } from "./app/desk";
import type { YardPage } from "./core/types";
import { yardPage } from "./ui/yard-page";

const id = decodeURIComponent(location.pathname.split("/").pop() ?? "");
const desk = new Desk(document.body, "../", "yard.title");
void desk.show<YardPage>(() => desk.api.get(`yards/${encodeURIComponent(id)}`), yardPage);
