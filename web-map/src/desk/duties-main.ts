/** Start of the duty register. */
import "../checklist/styles/base.css";
import "./styles/desk.css";
import { Desk } from "./app/desk";
import type { Duty } from "./core/duties";
import { dutiesPage } from "./ui/duties-page";

const desk = new Desk(document.body, "", "duties.title");
void desk.show<{ duties: Duty[] }>(() => desk.api.get("duties"), dutiesPage);
