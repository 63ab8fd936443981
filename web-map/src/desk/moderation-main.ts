/** Start of the moderation queue. */
import "../checklist/styles/base.css";
import "./styles/desk.css";
import { Desk } from "./app/desk";
import { type ModerationItem, moderationPage } from "./ui/moderation-page";

const desk = new Desk(document.body, "", "moderation.title");
void desk.show<{ items: ModerationItem[] }>(() => desk.api.get("moderation"), moderationPage);
