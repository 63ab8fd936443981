/** Start of the list of cases. */
import "../checklist/styles/base.css";
import "./styles/desk.css";
import { Desk } from "./app/desk";
import type { Case } from "./core/types";
import { casesPage } from "./ui/cases-page";

const desk = new Desk(document.body, "", "cases.title");
void desk.show<{ cases: Case[] }>(() => desk.api.get("cases?state=all"), casesPage);
