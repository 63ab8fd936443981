/** Start of the page for typing papers in. */
import "../checklist/styles/base.css";
import "./styles/desk.css";
import { Desk } from "./app/desk";
import { papersPage } from "./ui/papers-page";

const desk = new Desk(document.body, "", "papers.title");
void desk.show<null>(() => Promise.resolve(null), papersPage);
